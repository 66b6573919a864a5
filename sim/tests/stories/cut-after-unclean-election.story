glasslog story 1
breaks: P6
planted: nothing
run: BQIEBggKAIDaxAkAAADAlrECAAEedW5jbGVhbi5sZWFkZXIuZWxlY3Rpb24uZW5hYmxlBHRydWUEAIDKte4BAwAKAAWA7LgLAQIACml0ZW1zLWxpc3QCAAQOY2xlYW51cC5wb2xpY3kHY29tcGFjdBltaW4uY2xlYW5hYmxlLmRpcnR5LnJhdGlvAzAuMxNkZWxldGUucmV0ZW50aW9uLm1zCzMxNTM2MDAwMDAwDXNlZ21lbnQuYnl0ZXMEMjU2MwAGb3JkZXJzAgAEDmNsZWFudXAucG9saWN5B2NvbXBhY3QZbWluLmNsZWFuYWJsZS5kaXJ0eS5yYXRpbwQwLjAxE2RlbGV0ZS5yZXRlbnRpb24ubXMBMA1zZWdtZW50LmJ5dGVzBDQ2NzkBALWnPQcAAAIDAAZvcmRlcnMCAQEAwN6BCgEAgJTQbgIFBWFwcGxlBHBsdW0Ea2l3aQRwZWFyA2ZpZwAAx-ExAAwSAQoBCAEAAMfhMQAMEgEIAgEAAPexmQkCEhIBCgEIAAAA97GZCQISEgEIAgAAANvemgkAEg8Ky-OiCwASEAqu5vsdAS3FoqkTABUSAQIBBAAAAMWiqRMAFRIBAgEIAAAAxaKpEwAVEgECAQoAAADFoqkTABUSAQICAAAAxaKpEwAVEgEEAQIAAADFoqkTABUSAQQBBgAAAMWiqRMAFRIBBAEIAAAAxaKpEwAVEgEGAQQAAADFoqkTABUSAQYBCAAAAMWiqRMAFRIBBgEKAAAAxaKpEwAVEgEGAgAAAMWiqRMAFRIBCAECAAAAxaKpEwAVEgEIAQQAAADFoqkTABUSAQgBBgAAAMWiqRMAFRIBCAEKAAAAxaKpEwAVEgEIAgAAAMWiqRMAFRIBCgECAAAAxaKpEwAVEgEKAQYAAADFoqkTABUSAQoBCAAAAMWiqRMAFRICAQIAAADFoqkTABUSAgEGAAAAxaKpEwAVEgIBCAAAAMWiqRMAFRkAwJaxAgDAlrECxaKpEwAVFMWiqRMAFRYCAAAAAAAAxaKpEwAVCwLFoqkTABUNAoW9tRMAFRYEAAAAAAAAhb21EwAVCwSFvbUTABUNBMXXwRMAFRYGAAAAAAAAxdfBEwAVCwbF18ETABUNBoXyzRMAFRYIAAAAAAAAhfLNEwAVCwiF8s0TABUNCMWM2hMAFRYKAAAAAAAAxYzaEwAVCwrFjNoTABUNCvPx3BMBFQkBAPPx3BMBFQkSAPPx3BMBFQkUAPPx3BMBFQkKAPPx3BMBFQkVAPPx3BMBFQUABWF1ZGl0AgppdGVtcy1saXN0Bm9yZGVycwACAMCYlukBAAAJgNm6uwMAAA

What is done:
- 0 µs: Topic items-list is asked for, partitions: 1, cleanup.policy=compact, min.cleanable.dirty.ratio=0.3, delete.retention.ms=31536000000, segment.bytes=2563.
- 0 µs: Topic orders is asked for, partitions: 1, cleanup.policy=compact, min.cleanable.dirty.ratio=0.01, delete.retention.ms=0, segment.bytes=4679.
- 0 µs: A producer comes: to orders, acks=all, idempotent, a record every 232ms.
- 815303 µs: The link from broker 5 to broker 4 is cut.
- 815303 µs: The link from broker 4 to the controller is cut.
- 19290359 µs: The link from broker 5 to broker 4 is whole.
- 19290359 µs: The link from broker 4 to the controller is whole.
- 19312475 µs: Broker 5 stands still.
- 23638475 µs: Broker 5 goes on.
- 40522053 µs: The link from broker 1 to broker 2 is whole.
- 40522053 µs: The link from broker 1 to broker 4 is whole.
- 40522053 µs: The link from broker 1 to broker 5 is whole.
- 40522053 µs: The link from broker 1 to the controller is whole.
- 40522053 µs: The link from broker 2 to broker 1 is whole.
- 40522053 µs: The link from broker 2 to broker 3 is whole.
- 40522053 µs: The link from broker 2 to broker 4 is whole.
- 40522053 µs: The link from broker 3 to broker 2 is whole.
- 40522053 µs: The link from broker 3 to broker 4 is whole.
- 40522053 µs: The link from broker 3 to broker 5 is whole.
- 40522053 µs: The link from broker 3 to the controller is whole.
- 40522053 µs: The link from broker 4 to broker 1 is whole.
- 40522053 µs: The link from broker 4 to broker 2 is whole.
- 40522053 µs: The link from broker 4 to broker 3 is whole.
- 40522053 µs: The link from broker 4 to broker 5 is whole.
- 40522053 µs: The link from broker 4 to the controller is whole.
- 40522053 µs: The link from broker 5 to broker 1 is whole.
- 40522053 µs: The link from broker 5 to broker 3 is whole.
- 40522053 µs: The link from broker 5 to broker 4 is whole.
- 40522053 µs: The link from the controller to broker 1 is whole.
- 40522053 µs: The link from the controller to broker 3 is whole.
- 40522053 µs: The link from the controller to broker 4 is whole.
- 40522053 µs: Messages take 5ms from now on, and up to 5ms more.
- 40522053 µs: The ensemble shall elect another controller.
- 40522053 µs: The disk of broker 1 is as good as new.
- 40522053 µs: The process of broker 1 is killed.
- 40522053 µs: Broker 1 is started again.
- 40722053 µs: The disk of broker 2 is as good as new.
- 40722053 µs: The process of broker 2 is killed.
- 40722053 µs: Broker 2 is started again.
- 40922053 µs: The disk of broker 3 is as good as new.
- 40922053 µs: The process of broker 3 is killed.
- 40922053 µs: Broker 3 is started again.
- 41122053 µs: The disk of broker 4 is as good as new.
- 41122053 µs: The process of broker 4 is killed.
- 41122053 µs: Broker 4 is started again.
- 41322053 µs: The disk of broker 5 is as good as new.
- 41322053 µs: The process of broker 5 is killed.
- 41322053 µs: Broker 5 is started again.
- 41367795 µs: Producer 1 sends no more by itself.
- 41367795 µs: Producer 18 sends no more by itself.
- 41367795 µs: Producer 20 sends no more by itself.
- 41367795 µs: Producer 10 sends no more by itself.
- 41367795 µs: Producer 21 sends no more by itself.
- 41367795 µs: A consumer comes: of items-list, orders in group audit.

What happened:
    0.000000 s  The ensemble elects controller 1.
    0.000000 s  Broker 1 starts.
    0.000000 s  Broker 2 starts.
    0.000000 s  Broker 3 starts.
    0.000000 s  Broker 4 starts.
    0.000000 s  Broker 5 starts.
    0.000000 s  Topic items-list is asked for, partitions: 1, cleanup.policy=compact, min.cleanable.dirty.ratio=0.3, delete.retention.ms=31536000000, segment.bytes=2563.
    0.000000 s  Topic orders is asked for, partitions: 1, cleanup.policy=compact, min.cleanable.dirty.ratio=0.01, delete.retention.ms=0, segment.bytes=4679.
    0.000000 s  A producer comes: to orders, acks=all, idempotent, a record every 232ms.
    0.065000 s  Broker 1 serves.
    0.070000 s  Broker 2 serves.
    0.075000 s  Broker 3 serves.
    0.080000 s  Broker 4 serves.
    0.085000 s  Broker 5 serves.
    0.095000 s  The controller: broker 2 is let back in.
    0.100000 s  The controller: broker 3 is let back in.
    0.105000 s  The controller: broker 4 is let back in.
    0.110000 s  The controller: broker 5 is let back in.
    0.435000 s  Broker 1: topic items-list is there, partitions: 1.
    0.435000 s  Broker 2: topic items-list is there, partitions: 1.
    0.435000 s  Broker 3: topic items-list is there, partitions: 1.
    0.435000 s  Broker 4: topic items-list is there, partitions: 1.
    0.435000 s  Broker 5: topic items-list is there, partitions: 1.
    0.446670 s  Broker 2: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.446670 s  Broker 2: items-list-0 is led here in epoch 0, from 0 on.
    0.447380 s  Broker 3: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.531670 s  Broker 1: topic orders is there, partitions: 1.
    0.531670 s  Broker 2: topic orders is there, partitions: 1.
    0.531670 s  Broker 3: topic orders is there, partitions: 1.
    0.531670 s  Broker 4: topic orders is there, partitions: 1.
    0.531670 s  Broker 5: topic orders is there, partitions: 1.
    0.543692 s  Broker 4: orders-0 is open, led here in epoch 0, and ends at 0.
    0.543692 s  Broker 4: orders-0 is led here in epoch 0, from 0 on.
    0.546509 s  Broker 5: orders-0 is open, led here in epoch 0, and ends at 0.
    0.815303 s  The link from broker 5 to broker 4 is cut.
    0.815303 s  The link from broker 4 to the controller is cut.
    3.605000 s  The controller: broker 4 is fenced.
    3.625000 s  Broker 4: orders-0 is led by broker 5 now, in epoch 1.
    3.625000 s  Broker 5: orders-0 is led here in epoch 1, from 4 on.
   19.290359 s  The link from broker 5 to broker 4 is whole.
   19.290359 s  The link from broker 4 to the controller is whole.
   19.312475 s  Broker 5 stands still.
   19.330359 s  Broker 4: orders-0 is cut from 8 to 4: the leader does not have the rest.
   19.605000 s  The controller: broker 4 is let back in.
   22.110000 s  The controller: broker 5 is fenced.
   22.130000 s  Broker 4: orders-0 is led here in epoch 2, from 4 on.
   23.638475 s  Broker 5 goes on.
   23.638475 s  Broker 5: orders-0 is led by broker 4 now, in epoch 2.
   23.663475 s  The controller: broker 5 is let back in.
   23.685525 s  Broker 5: orders-0 is cut from 89 to 4: the leader does not have the rest.
   23.775512 s  Broker 4: the ISR of orders-0 was [4] and is [4, 5].
   40.522053 s  The link from broker 1 to broker 2 is whole.
   40.522053 s  The link from broker 1 to broker 4 is whole.
   40.522053 s  The link from broker 1 to broker 5 is whole.
   40.522053 s  The link from broker 1 to the controller is whole.
   40.522053 s  The link from broker 2 to broker 1 is whole.
   40.522053 s  The link from broker 2 to broker 3 is whole.
   40.522053 s  The link from broker 2 to broker 4 is whole.
   40.522053 s  The link from broker 3 to broker 2 is whole.
   40.522053 s  The link from broker 3 to broker 4 is whole.
   40.522053 s  The link from broker 3 to broker 5 is whole.
   40.522053 s  The link from broker 3 to the controller is whole.
   40.522053 s  The link from broker 4 to broker 1 is whole.
   40.522053 s  The link from broker 4 to broker 2 is whole.
   40.522053 s  The link from broker 4 to broker 3 is whole.
   40.522053 s  The link from broker 4 to broker 5 is whole.
   40.522053 s  The link from broker 4 to the controller is whole.
   40.522053 s  The link from broker 5 to broker 1 is whole.
   40.522053 s  The link from broker 5 to broker 3 is whole.
   40.522053 s  The link from broker 5 to broker 4 is whole.
   40.522053 s  The link from the controller to broker 1 is whole.
   40.522053 s  The link from the controller to broker 3 is whole.
   40.522053 s  The link from the controller to broker 4 is whole.
   40.522053 s  Messages take 5ms from now on, and up to 5ms more.
   40.522053 s  The ensemble shall elect another controller.
   40.522053 s  The ensemble elects controller 2.
   40.522053 s  The disk of broker 1 is as good as new.
   40.522053 s  The process of broker 1 is killed.
   40.522053 s  Broker 1 is down.
   40.522053 s  Broker 1 is started again.
   40.522053 s  Broker 1 starts.
   40.527053 s  The controller: broker 1 is fenced.
   40.554125 s  Broker 1 serves.
   40.565767 s  The controller: broker 1 is let back in.
   40.722053 s  The disk of broker 2 is as good as new.
   40.722053 s  The process of broker 2 is killed.
   40.722053 s  Broker 2 is down.
   40.722053 s  Broker 2 is started again.
   40.722053 s  Broker 2 starts.
   40.727053 s  The controller: broker 2 is fenced.
   40.735983 s  Broker 3: items-list-0 is led here in epoch 1, from 0 on.
   40.749684 s  Broker 2 serves.
   40.759708 s  The controller: broker 2 is let back in.
   40.761070 s  Broker 2: items-list-0 is open, led here in epoch 1, and ends at 0.
   40.798810 s  Broker 3: the ISR of items-list-0 was [3] and is [2, 3].
   40.922053 s  The disk of broker 3 is as good as new.
   40.922053 s  The process of broker 3 is killed.
   40.922053 s  Broker 3 is down.
   40.922053 s  Broker 3 is started again.
   40.922053 s  Broker 3 starts.
   40.927053 s  The controller: broker 3 is fenced.
   40.932433 s  Broker 2: items-list-0 is led here in epoch 2, from 0 on.
   40.946697 s  Broker 3 serves.
   40.958166 s  The controller: broker 3 is let back in.
   40.959577 s  Broker 3: items-list-0 is open, led here in epoch 2, and ends at 0.
   40.998411 s  Broker 2: the ISR of items-list-0 was [2] and is [2, 3].
   41.122053 s  The disk of broker 4 is as good as new.
   41.122053 s  The process of broker 4 is killed.
   41.122053 s  Broker 4 is down.
   41.122053 s  Broker 4 is started again.
   41.122053 s  Broker 4 starts.
   41.127053 s  The controller: broker 4 is fenced.
   41.135491 s  Broker 5: orders-0 is led here in epoch 3, from 98 on.
   41.151517 s  Broker 4 serves.
   41.158018 s  Broker 4: orders-0 is open, led here in epoch 3, and ends at 98.
   41.161865 s  The controller: broker 4 is let back in.
   41.198684 s  Broker 5: the ISR of orders-0 was [5] and is [4, 5].
   41.322053 s  The disk of broker 5 is as good as new.
   41.322053 s  The process of broker 5 is killed.
   41.322053 s  Broker 5 is down.
   41.322053 s  Broker 5 is started again.
   41.322053 s  Broker 5 starts.
   41.327053 s  The controller: broker 5 is fenced.
   41.335574 s  Broker 4: orders-0 is led here in epoch 4, from 98 on.
   41.351104 s  Broker 5 serves.
   41.357264 s  Broker 5: orders-0 is open, led here in epoch 4, and ends at 98.
   41.357264 s  Broken: P6: LogName { topic: TopicId(6af2de061e8a4204adac3713442c0e76), partition: PartitionIndex(0) }: producer 0 is None after a restart, Some((0, 3, 3)) in the log
