glasslog story 1
breaks: L6
planted: nothing
run: AwIEBgCA2sQJAAAAwJaxAgAABgCAyrXuAQMACgADgKnXjQMAAQAKaXRlbXMtbGlzdAQABA5jbGVhbnVwLnBvbGljeQ5jb21wYWN0LGRlbGV0ZRltaW4uY2xlYW5hYmxlLmRpcnR5LnJhdGlvBDAuMDETZGVsZXRlLnJldGVudGlvbi5tcwszMTUzNjAwMDAwMA1zZWdtZW50LmJ5dGVzBDIxNzIBAPqd9AEEwIQ9AAADAAppdGVtcy1saXN0AAACAMDVhwkBAIDk9boBAgUFYXBwbGUEcGx1bQRraXdpBHBlYXIDZmlnAADAhD0AAQMACml0ZW1zLWxpc3QCAQAAwKilBAEAwN-4ugECBQVhcHBsZQRwbHVtBGtpd2kEcGVhcgNmaWcAAYzTuQEACBYGAAABAGQAwZL5BwAJFwTcj-av4_zpqjnUiu6sAQESwJKLHQALEgIBAgAAAMCSix0ACxkAwJaxAgDAlrECwJKLHQALFMCSix0ACxYCAAAAAAAAwJKLHQALCwLAkosdAAsNAoCtlx0ACxYEAAAAAAAAgK2XHQALCwSArZcdAAsNBMDHox0ACxYGAAAAAAAAwMejHQALCwbAx6MdAAsNBoDirx0ACwkBAIDirx0ACwkCAIDirx0ACwkJAIDirx0ACwkKAIDirx0ACwkLAIDirx0ACwUABWF1ZGl0AQppdGVtcy1saXN0AQESAMCEPQnAl984AAA

What is done:
- 0 µs: Topic items-list is asked for, partitions: 2, cleanup.policy=compact,delete, min.cleanable.dirty.ratio=0.01, delete.retention.ms=31536000000, segment.bytes=2172.
- 1000000 µs: A producer comes: to items-list, acks=0, a record every 392ms.
- 1000000 µs: A producer comes: to items-list, acks=all, idempotent, a record every 391ms, scripted by hand.
- 3041676 µs: The disk of broker 3 fails 1 writes, is 100 times slower.
- 16664897 µs: A bit rots on the disk of broker 2.
- 61000000 µs: The link from the controller to broker 1 is whole.
- 61000000 µs: Messages take 5ms from now on, and up to 5ms more.
- 61000000 µs: The ensemble shall elect another controller.
- 61000000 µs: The disk of broker 1 is as good as new.
- 61000000 µs: The process of broker 1 is killed.
- 61000000 µs: Broker 1 is started again.
- 61200000 µs: The disk of broker 2 is as good as new.
- 61200000 µs: The process of broker 2 is killed.
- 61200000 µs: Broker 2 is started again.
- 61400000 µs: The disk of broker 3 is as good as new.
- 61400000 µs: The process of broker 3 is killed.
- 61400000 µs: Broker 3 is started again.
- 61600000 µs: Producer 1 sends no more by itself.
- 61600000 µs: Producer 2 sends no more by itself.
- 61600000 µs: Producer 9 sends no more by itself.
- 61600000 µs: Producer 10 sends no more by itself.
- 61600000 µs: Producer 11 sends no more by itself.
- 61600000 µs: A consumer comes: of items-list in group audit.

What happened:
    0.000000 s  The ensemble elects controller 1.
    0.000000 s  Broker 1 starts.
    0.000000 s  Broker 2 starts.
    0.000000 s  Broker 3 starts.
    0.000000 s  Topic items-list is asked for, partitions: 2, cleanup.policy=compact,delete, min.cleanable.dirty.ratio=0.01, delete.retention.ms=31536000000, segment.bytes=2172.
    0.065000 s  Broker 1 serves.
    0.070000 s  Broker 2 serves.
    0.075000 s  Broker 3 serves.
    0.095000 s  The controller: broker 2 is let back in.
    0.100000 s  The controller: broker 3 is let back in.
    0.435000 s  Broker 1: topic items-list is there, partitions: 2.
    0.435000 s  Broker 2: topic items-list is there, partitions: 2.
    0.435000 s  Broker 3: topic items-list is there, partitions: 2.
    0.452606 s  Broker 2: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.453755 s  Broker 3: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.455550 s  Broker 1: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.455550 s  Broker 1: items-list-0 is led here in epoch 0, from 0 on.
    0.457955 s  Broker 2: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.457955 s  Broker 2: items-list-1 is led here in epoch 0, from 0 on.
    0.460059 s  Broker 3: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.460919 s  Broker 1: items-list-1 is open, led here in epoch 0, and ends at 0.
    1.000000 s  A producer comes: to items-list, acks=0, a record every 392ms.
    1.000000 s  A producer comes: to items-list, acks=all, idempotent, a record every 391ms, scripted by hand.
    3.041676 s  The disk of broker 3 fails 1 writes, is 100 times slower.
    3.398044 s  The disk of broker 3 fails an operation on b5979c090a5d4b238367b64367f6f5ba-1/00000000000000000000-0000000001.log: Io.
    3.398044 s  Broker 3: items-list-1 has halted: Io.
    3.443044 s  Broker 2: the ISR of items-list-1 was [2, 3, 1] and is [2, 1].
   16.664897 s  A bit rots on the disk of broker 2.
   61.000000 s  The link from the controller to broker 1 is whole.
   61.000000 s  Messages take 5ms from now on, and up to 5ms more.
   61.000000 s  The ensemble shall elect another controller.
   61.000000 s  The ensemble elects controller 2.
   61.000000 s  The disk of broker 1 is as good as new.
   61.000000 s  The process of broker 1 is killed.
   61.000000 s  Broker 1 is down.
   61.000000 s  Broker 1 is started again.
   61.000000 s  Broker 1 starts.
   61.027159 s  Broker 1 serves.
   61.033589 s  Broker 1: items-list-0 is open, led here in epoch 1, and ends at 93.
   61.033589 s  Broker 1: items-list-0 is led here in epoch 1, from 93 on.
   61.046548 s  Broker 1: items-list-1 is open, led here in epoch 0, and ends at 214.
   61.200000 s  The disk of broker 2 is as good as new.
   61.200000 s  The process of broker 2 is killed.
   61.200000 s  Broker 2 is down.
   61.200000 s  Broker 2 is started again.
   61.200000 s  Broker 2 starts.
   61.225921 s  Broker 2 serves.
   61.231990 s  Broker 2: items-list-0 is open, led here in epoch 1, and ends at 93.
   61.243148 s  Broker 2: items-list-1 is open, led here in epoch 1, and ends at 215.
   61.243148 s  Broker 2: items-list-1 is led here in epoch 1, from 215 on.
   61.400000 s  The disk of broker 3 is as good as new.
   61.400000 s  The process of broker 3 is killed.
   61.400000 s  Broker 3 is down.
   61.400000 s  Broker 3 is started again.
   61.400000 s  Broker 3 starts.
   61.425515 s  Broker 3 serves.
   61.433393 s  Broker 3: items-list-0 is open, led here in epoch 1, and ends at 93.
   61.445045 s  Broker 3: items-list-1 is open, led here in epoch 1, and ends at 8.
   61.600000 s  Producer 1 sends no more by itself.
   61.600000 s  Producer 2 sends no more by itself.
   61.600000 s  Producer 9 sends no more by itself.
   61.600000 s  Producer 10 sends no more by itself.
   61.600000 s  Producer 11 sends no more by itself.
   61.600000 s  A consumer comes: of items-list in group audit.
   61.731722 s  Broker 1: group audit rebalances after generation 0: member consumer-12-08660846-dde1-4fb8-9ebf-c45af90ee5e1 joins.
   61.788887 s  Broker 1: group audit is stable in generation 1, members: 1.
  361.027159 s  Broker 1: items-list-0 begins at 51 now.
  361.225921 s  Broker 2: items-list-1 begins at 180 now.
  361.244335 s  Broken: L6: LogName { topic: TopicId(b5979c090a5d4b238367b64367f6f5ba), partition: PartitionIndex(1) }: trimmed to 180, past the high watermark 56
