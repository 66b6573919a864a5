glasslog story 1
breaks: R8
planted: nothing
run: AwIEBgDA1YcJAMCfqwMAgK3iBAABE21pbi5pbnN5bmMucmVwbGljYXMBMgQAgMq17gEDAAoAAMDj8JMDAQEACml0ZW1zLWxpc3QIAAQOY2xlYW51cC5wb2xpY3kHY29tcGFjdBltaW4uY2xlYW5hYmxlLmRpcnR5LnJhdGlvAzAuMxNkZWxldGUucmV0ZW50aW9uLm1zCzMxNTM2MDAwMDAwDXNlZ21lbnQuYnl0ZXMEMzE3OAEA-p79YQ0AAAIDAAppdGVtcy1saXN0AQABAIDsuAsBAMDj1SUCBQVhcHBsZQRwbHVtBGtpd2kEcGVhcgNmaWcAAAAABAUABWF1ZGl0AgppdGVtcy1saXN0Bm9yZGVycwACAQAAAAeAue-iAgAAAAAFHAtpdGVtcy1ncm91cAIKaXRlbXMtbGlzdAZvcmRlcnMAAAYcBWF1ZGl0AgppdGVtcy1saXN0Bm9yZGVyc8_WMAAHEgEGAgEAAKyJrAIABxIBBAIBAACsiawCAAcSAgEEAQAArImsAgAHEgECAgEAAKyJrAIABxICAQIBAACP5bQEAAcSAQYCAAAAj-W0BAAHFgIAAAAAMwDvvLcEAAcWAgAAAAABAJmSwwQABxICAQIAAADM79kEAA

What is done:
- 0 µs: Topic items-list is asked for, partitions: 4, cleanup.policy=compact, min.cleanable.dirty.ratio=0.3, delete.retention.ms=31536000000, segment.bytes=3178.
- 0 µs: A producer comes: to items-list, acks=1, a record every 79ms.
- 0 µs: A consumer comes: of items-list, orders in group audit.
- 0 µs: Somebody watches the commits of group items-group.
- 0 µs: Somebody watches the commits of group audit.
- 797519 µs: The link from broker 3 to the controller is cut.
- 4916396 µs: The link from broker 2 to the controller is cut.
- 4916396 µs: The link from the controller to broker 2 is cut.
- 4916396 µs: The link from broker 1 to the controller is cut.
- 4916396 µs: The link from the controller to broker 1 is cut.
- 9253519 µs: The link from broker 3 to the controller is whole.
- 9253519 µs: The disk of broker 1 is 51 times slower.
- 9297519 µs: The disk of broker 1 is as good as new.
- 9488665 µs: The link from the controller to broker 1 is whole.

What happened:
    0.000000 s  The ensemble elects controller 1.
    0.000000 s  Broker 1 starts.
    0.000000 s  Broker 2 starts.
    0.000000 s  Broker 3 starts.
    0.000000 s  Topic items-list is asked for, partitions: 4, cleanup.policy=compact, min.cleanable.dirty.ratio=0.3, delete.retention.ms=31536000000, segment.bytes=3178.
    0.000000 s  A producer comes: to items-list, acks=1, a record every 79ms.
    0.000000 s  A consumer comes: of items-list, orders in group audit.
    0.000000 s  Somebody watches the commits of group items-group.
    0.000000 s  Somebody watches the commits of group audit.
    0.071009 s  Broker 2 serves.
    0.086303 s  Broker 3 serves.
    0.090479 s  Broker 1 serves.
    0.116639 s  The controller: broker 3 is let back in.
    0.126639 s  The controller: broker 1 is let back in.
    0.457317 s  Broker 3: topic items-list is there, partitions: 4.
    0.457400 s  Broker 2: topic items-list is there, partitions: 4.
    0.458751 s  Broker 1: topic items-list is there, partitions: 4.
    0.495100 s  Broker 3: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.505422 s  Broker 1: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.505422 s  Broker 1: items-list-0 is led here in epoch 0, from 0 on.
    0.506666 s  Broker 3: items-list-2 is open, led here in epoch 0, and ends at 0.
    0.506666 s  Broker 3: items-list-2 is led here in epoch 0, from 0 on.
    0.510309 s  Broker 2: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.517723 s  Broker 1: items-list-2 is open, led here in epoch 0, and ends at 0.
    0.519723 s  Broker 1: group audit rebalances after generation 0: member consumer-5-32e506be-36a7-40c1-be7f-e1bb7b67329c joins.
    0.522457 s  Broker 2: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.522457 s  Broker 2: items-list-1 is led here in epoch 0, from 0 on.
    0.530720 s  Broker 1: items-list-3 is open, led here in epoch 0, and ends at 0.
    0.530720 s  Broker 1: items-list-3 is led here in epoch 0, from 0 on.
    0.535674 s  Broker 2: items-list-3 is open, led here in epoch 0, and ends at 0.
    0.674670 s  Broker 1: group audit is stable in generation 1, members: 1.
    0.746838 s  Broker 1: group audit rebalances after generation 1: member consumer-5-32e506be-36a7-40c1-be7f-e1bb7b67329c joins again as leader.
    0.797519 s  The link from broker 3 to the controller is cut.
    0.887991 s  Broker 1: group audit is stable in generation 2, members: 1.
    3.618255 s  The controller: broker 3 is fenced.
    3.640506 s  Broker 1: items-list-2 is led here in epoch 1, from 9 on.
    3.641369 s  Broker 3: items-list-2 is led by broker 1 now, in epoch 1.
    3.644144 s  Broker 2: the ISR of items-list-1 was [2, 3] and is [2].
    4.916396 s  The link from broker 2 to the controller is cut.
    4.916396 s  The link from the controller to broker 2 is cut.
    4.916396 s  The link from broker 1 to the controller is cut.
    4.916396 s  The link from the controller to broker 1 is cut.
    7.602631 s  The controller: broker 2 is fenced.
    7.623512 s  The controller: broker 1 is fenced.
    9.253519 s  The link from broker 3 to the controller is whole.
    9.253519 s  The disk of broker 1 is 51 times slower.
    9.297519 s  The disk of broker 1 is as good as new.
    9.488665 s  The link from the controller to broker 1 is whole.
    9.509740 s  Broker 1: the ISR of items-list-0 was [1, 2] and is [1].
    9.509740 s  Broker 1: the ISR of items-list-3 was [1, 2] and is [1].
    9.509740 s  Broker 1: items-list-0 is led by nobody now, in epoch 1.
    9.509740 s  Broker 1: items-list-2 is led by nobody now, in epoch 2.
    9.509740 s  Broker 1: items-list-3 is led by nobody now, in epoch 1.
    9.622110 s  The controller: broker 3 is let back in.
    9.645322 s  Broker 3: items-list-1 is led here in epoch 2, from 20 on.
    9.645322 s  Broker 3: items-list-2 is led here in epoch 3, from 19 on.
    9.687869 s  Broker 1: items-list-2 is cut from 24 to 19: the leader does not have the rest.
    9.861068 s  Broken: R8: LogName { topic: TopicId(77e163c0b5fb452da557ff1ece7b038c), partition: PartitionIndex(2) }: 1 acknowledges 23 to 24 with Leader; committed is 9
