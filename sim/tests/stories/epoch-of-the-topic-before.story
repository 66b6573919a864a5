glasslog story 1
breaks: V5
planted: nothing
run: AwIEBgCA2sQJAAAAwJaxAgABE21pbi5pbnN5bmMucmVwbGljYXMBMgQAgMq17gEDAAoAAYDBxOcCAQIACml0ZW1zLWxpc3QCAAQOY2xlYW51cC5wb2xpY3kOY29tcGFjdCxkZWxldGUZbWluLmNsZWFuYWJsZS5kaXJ0eS5yYXRpbwQwLjAxE2RlbGV0ZS5yZXRlbnRpb24ubXMBMA1zZWdtZW50LmJ5dGVzBDI5NjIABm9yZGVycwIABA5jbGVhbnVwLnBvbGljeQdjb21wYWN0GW1pbi5jbGVhbmFibGUuZGlydHkucmF0aW8DMC4zE2RlbGV0ZS5yZXRlbnRpb24ubXMLMzE1MzYwMDAwMDANc2VnbWVudC5ieXRlcwQzMTI5AQCjlOoDDgAAAAMABm9yZGVycwIBAADAupkGAQCAgIl6AgUFYXBwbGUEcGx1bQRraXdpBHBlYXIDZmlnAAAAAAEFAAVhdWRpdAIKaXRlbXMtbGlzdAZvcmRlcnMAAgEAAAAOgKig3QEAAAAAAxwFYXVkaXQCCml0ZW1zLWxpc3QGb3JkZXJzmdsqAAQLApnbKgAEDQLb4o8CAAQPBpXlvgIABAsEleW-AgAEDwKavJIDAAQCBm9yZGVyc5q8kgMABAAGb3JkZXJzAgAAmrySAwAEDQTOjN4DAAQaAc6M3gMABBAG3vimBAAEEAKs4oegAQEPiNfcEAAEEgEGAgAAAIjX3BAABBICAQYAAACI19wQAAQZAMCWsQIAwJaxAojX3BAABBSI19wQAAQWAgAAAAAAAIjX3BAABAsCiNfcEAAEDQLI8egQAAQWBAAAAAAAAMjx6BAABAsEyPHoEAAEDQSIjPUQAAQWBgAAAAAAAIiM9RAABAsGiIz1EAAEDQbIpoERAAQJAQDIpoERAAQFAAtpdGVtcy1ncm91cAIKaXRlbXMtbGlzdAZvcmRlcnMAAQEAwKilBArA-OW-AwAA

What is done:
- 0 µs: Topic items-list is asked for, partitions: 1, cleanup.policy=compact,delete, min.cleanable.dirty.ratio=0.01, delete.retention.ms=0, segment.bytes=2962.
- 0 µs: Topic orders is asked for, partitions: 1, cleanup.policy=compact, min.cleanable.dirty.ratio=0.3, delete.retention.ms=31536000000, segment.bytes=3129.
- 0 µs: A producer comes: to orders, acks=all, idempotent, a record every 256ms.
- 0 µs: A consumer comes: of items-list, orders in group audit.
- 0 µs: Somebody watches the commits of group audit.
- 699801 µs: The process of broker 1 is killed.
- 699801 µs: Broker 1 is started again.
- 4452699 µs: Broker 3 stands still.
- 5223061 µs: The process of broker 2 is killed.
- 5223061 µs: Broker 1 stands still.
- 6594074 µs: Topic orders shall go.
- 6594074 µs: Topic orders is asked for, partitions: 1.
- 6594074 µs: Broker 2 is started again.
- 7833166 µs: The connections of client 1 break.
- 7833166 µs: Broker 3 goes on.
- 9026654 µs: Broker 1 goes on.
- 35072904 µs: The link from broker 3 to the controller is whole.
- 35072904 µs: The link from the controller to broker 3 is whole.
- 35072904 µs: Messages take 5ms from now on, and up to 5ms more.
- 35072904 µs: The ensemble shall elect another controller.
- 35072904 µs: The disk of broker 1 is as good as new.
- 35072904 µs: The process of broker 1 is killed.
- 35072904 µs: Broker 1 is started again.
- 35272904 µs: The disk of broker 2 is as good as new.
- 35272904 µs: The process of broker 2 is killed.
- 35272904 µs: Broker 2 is started again.
- 35472904 µs: The disk of broker 3 is as good as new.
- 35472904 µs: The process of broker 3 is killed.
- 35472904 µs: Broker 3 is started again.
- 35672904 µs: Producer 1 sends no more by itself.
- 35672904 µs: A consumer comes: of items-list, orders in group items-group.

What happened:
    0.000000 s  The ensemble elects controller 1.
    0.000000 s  Broker 1 starts.
    0.000000 s  Broker 2 starts.
    0.000000 s  Broker 3 starts.
    0.000000 s  Topic items-list is asked for, partitions: 1, cleanup.policy=compact,delete, min.cleanable.dirty.ratio=0.01, delete.retention.ms=0, segment.bytes=2962.
    0.000000 s  Topic orders is asked for, partitions: 1, cleanup.policy=compact, min.cleanable.dirty.ratio=0.3, delete.retention.ms=31536000000, segment.bytes=3129.
    0.000000 s  A producer comes: to orders, acks=all, idempotent, a record every 256ms.
    0.000000 s  A consumer comes: of items-list, orders in group audit.
    0.000000 s  Somebody watches the commits of group audit.
    0.065000 s  Broker 1 serves.
    0.070000 s  Broker 2 serves.
    0.075000 s  Broker 3 serves.
    0.095000 s  The controller: broker 2 is let back in.
    0.100000 s  The controller: broker 3 is let back in.
    0.435000 s  Broker 1: topic items-list is there, partitions: 1.
    0.435000 s  Broker 2: topic items-list is there, partitions: 1.
    0.435000 s  Broker 3: topic items-list is there, partitions: 1.
    0.437661 s  Broker 1: group audit rebalances after generation 0: member consumer-2-8265ffe8-1fdc-4706-afc9-b6038e945901 joins.
    0.447114 s  Broker 3: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.447114 s  Broker 3: items-list-0 is led here in epoch 0, from 0 on.
    0.449228 s  Broker 1: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.520000 s  Broker 1: topic orders is there, partitions: 1.
    0.520000 s  Broker 2: topic orders is there, partitions: 1.
    0.520000 s  Broker 3: topic orders is there, partitions: 1.
    0.531887 s  Broker 2: orders-0 is open, led here in epoch 0, and ends at 0.
    0.532663 s  Broker 1: orders-0 is open, led here in epoch 0, and ends at 0.
    0.532663 s  Broker 1: orders-0 is led here in epoch 0, from 0 on.
    0.539628 s  Broker 1: group audit is stable in generation 1, members: 1.
    0.636881 s  Broker 1: group audit rebalances after generation 1: member consumer-2-8265ffe8-1fdc-4706-afc9-b6038e945901 joins again as leader.
    0.699801 s  The process of broker 1 is killed.
    0.699801 s  Broker 1 is down.
    0.699801 s  Broker 1 is started again.
    0.699801 s  Broker 1 starts.
    0.704801 s  The controller: broker 1 is fenced.
    0.724801 s  Broker 2: orders-0 is led here in epoch 1, from 3 on.
    0.724801 s  Broker 3: the ISR of items-list-0 was [3, 1] and is [3].
    0.764801 s  Broker 1 serves.
    0.789801 s  The controller: broker 1 is let back in.
    0.807053 s  Broker 1: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.831102 s  Broker 1: orders-0 is open, led here in epoch 1, and ends at 3.
    0.912053 s  Broker 3: the ISR of items-list-0 was [3] and is [3, 1].
    0.927103 s  Broker 2: groups read back from partition 3 of the commits: 1.
    0.932053 s  Broker 2: the ISR of orders-0 was [2] and is [1, 2].
    1.125765 s  Broker 2: group audit rebalances after generation 2: member consumer-2-8265ffe8-1fdc-4706-afc9-b6038e945901 joins again with other metadata.
    1.216518 s  Broker 2: group audit is stable in generation 3, members: 1.
    4.452699 s  Broker 3 stands still.
    5.025000 s  Broker 1: orders-0 is led here in epoch 2, from 20 on.
    5.025000 s  Broker 2: orders-0 is led by broker 1 now, in epoch 2.
    5.025050 s  Broker 1: groups read back from partition 3 of the commits: 1.
    5.223061 s  The process of broker 2 is killed.
    5.223061 s  Broker 2 is down.
    5.223061 s  Broker 1 stands still.
    5.228061 s  The controller: broker 2 is fenced.
    6.594074 s  Topic orders shall go.
    6.594074 s  Topic orders is asked for, partitions: 1.
    6.594074 s  Broker 2 is started again.
    6.594074 s  Broker 2 starts.
    6.659074 s  Broker 2 serves.
    6.703738 s  Broker 2: orders-0 is open, led here in epoch 2, and ends at 20.
    7.100000 s  The controller: broker 3 is fenced.
    7.789801 s  The controller: broker 1 is fenced.
    7.809801 s  Broker 2: orders-0 is led here in epoch 3, from 20 on.
    7.833166 s  The connections of client 1 break.
    7.833166 s  Broker 3 goes on.
    7.833166 s  Broker 3: items-list-0 is led by broker 1 now, in epoch 1.
    7.858166 s  The controller: broker 3 is let back in.
    7.863166 s  The controller: broker 1 is let back in.
    7.878166 s  Broker 3: items-list-0 is led here in epoch 3, from 0 on.
    7.918166 s  Broker 2: topic orders is gone.
    7.918166 s  Broker 3: topic orders is gone.
    8.003166 s  Broker 2: topic orders is there, partitions: 1.
    8.003166 s  Broker 3: topic orders is there, partitions: 1.
    8.014465 s  Broker 2: orders-0 is open, led here in epoch 0, and ends at 0.
    8.014465 s  Broker 2: orders-0 is led here in epoch 0, from 0 on.
    8.014857 s  Broker 3: orders-0 is open, led here in epoch 0, and ends at 0.
    9.026654 s  Broker 1 goes on.
    9.026654 s  Broker 1: the ISR of orders-0 was [1, 2] and is [1].
    9.026654 s  Broker 1: items-list-0 is led here in epoch 1, from 0 on.
    9.026654 s  Broker 1: orders-0 is led by broker 2 now, in epoch 3.
    9.026654 s  Broker 1: items-list-0 is led by nobody now, in epoch 2.
    9.026654 s  Broker 1: topic orders is gone.
    9.026654 s  Broker 1: topic orders is there, partitions: 1.
    9.091654 s  Broker 3: the ISR of items-list-0 was [3] and is [3, 1].
    9.131704 s  Broker 2: groups read back from partition 3 of the commits: 1.
    9.728475 s  Broker 2: group audit rebalances after generation 3: member consumer-2-8265ffe8-1fdc-4706-afc9-b6038e945901 joins again with other metadata.
    9.821537 s  Broker 2: group audit is stable in generation 4, members: 1.
   10.025050 s  Broker 1: groups read back from partition 3 of the commits: 1.
   35.072904 s  The link from broker 3 to the controller is whole.
   35.072904 s  The link from the controller to broker 3 is whole.
   35.072904 s  Messages take 5ms from now on, and up to 5ms more.
   35.072904 s  The ensemble shall elect another controller.
   35.072904 s  The ensemble elects controller 2.
   35.072904 s  The disk of broker 1 is as good as new.
   35.072904 s  The process of broker 1 is killed.
   35.072904 s  Broker 1 is down.
   35.072904 s  Broker 1 is started again.
   35.072904 s  Broker 1 starts.
   35.077904 s  The controller: broker 1 is fenced.
   35.086179 s  Broker 2: groups read back from partition 3 of the commits: 1.
   35.086666 s  Broker 3: the ISR of items-list-0 was [3, 1] and is [3].
   35.103306 s  Broker 1 serves.
   35.118162 s  The controller: broker 1 is let back in.
   35.128512 s  Broker 1: items-list-0 is open, led here in epoch 3, and ends at 0.
   35.171318 s  Broker 3: the ISR of items-list-0 was [3] and is [3, 1].
   35.272904 s  The disk of broker 2 is as good as new.
   35.272904 s  The process of broker 2 is killed.
   35.272904 s  Broker 2 is down.
   35.272904 s  Broker 2 is started again.
   35.272904 s  Broker 2 starts.
   35.277904 s  The controller: broker 2 is fenced.
   35.285272 s  Broker 1: groups read back from partition 3 of the commits: 1.
   35.287863 s  Broker 3: orders-0 is led here in epoch 1, from 118 on.
   35.299229 s  Broker 2 serves.
   35.305683 s  Broker 2: orders-0 is open, led here in epoch 1, and ends at 118.
   35.314108 s  The controller: broker 2 is let back in.
   35.355291 s  Broker 3: the ISR of orders-0 was [3] and is [2, 3].
   35.472904 s  The disk of broker 3 is as good as new.
   35.472904 s  The process of broker 3 is killed.
   35.472904 s  Broker 3 is down.
   35.472904 s  Broker 3 is started again.
   35.472904 s  Broker 3 starts.
   35.477904 s  The controller: broker 3 is fenced.
   35.484528 s  Broker 1: items-list-0 is led here in epoch 4, from 0 on.
   35.485060 s  Broker 2: orders-0 is led here in epoch 2, from 118 on.
   35.503525 s  Broker 3 serves.
   35.509923 s  Broker 3: orders-0 is open, led here in epoch 2, and ends at 118.
   35.513618 s  The controller: broker 3 is let back in.
   35.529135 s  Broker 3: items-list-0 is open, led here in epoch 4, and ends at 0.
   35.548468 s  Broker 2: the ISR of orders-0 was [2] and is [2, 3].
   35.571615 s  Broker 1: the ISR of items-list-0 was [1] and is [3, 1].
   35.672904 s  Producer 1 sends no more by itself.
   35.672904 s  A consumer comes: of items-list, orders in group items-group.
   35.737892 s  Broker 1: group items-group rebalances after generation 0: member consumer-5-23bfcc8e-7692-4f57-b83d-ad3af69dc0f4 joins.
   35.791801 s  Broker 1: group items-group is stable in generation 1, members: 1.
   40.087420 s  Broker 1: items-list-0 is led by broker 3 now, in epoch 5.
   40.087590 s  Broker 3: items-list-0 is led here in epoch 5, from 0 on.
   40.087640 s  Broker 3: groups read back from partition 2 of the commits: 1.
  335.671596 s  Broken: V5: consumer-2 is at Some(Offset(20)) of Some(Offset(120)) in ("orders", PartitionIndex(0))
