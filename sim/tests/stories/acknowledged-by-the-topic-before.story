glasslog story 1
breaks: R8
planted: nothing
run: AwIEBgDAlrECAAAAAAAAAgCAyrXuAQMACgABgI7OHAEBAAppdGVtcy1saXN0BAAAAQDoEgXAhD0AAiEACml0ZW1zLWxpc3QCAQEAwJ-rAwEAgOftaQABBAABAAIDgMaYgwMMgO_LqALAhD0ABxICAQIBAADAhD0ABwIKaXRlbXMtbGlzdMCEPQAHAAppdGVtcy1saXN0AgAAo9ZRAAcSAgECAAAA-NJ-AA

What is done:
- 0 µs: Topic items-list is asked for, partitions: 2.
- 1000000 µs: A producer comes: to items-list, acks=all, idempotent, a record every 222ms, 4 at most, sending again 0 times at most, with 2 requests under way at most, waiting 3.812s for an answer, giving up after 12.622s.
- 1000000 µs: The link from the controller to broker 1 is cut.
- 1000000 µs: Topic items-list shall go.
- 1000000 µs: Topic items-list is asked for, partitions: 1.
- 1338147 µs: The link from the controller to broker 1 is whole.

What happened:
    0.000000 s  The ensemble elects controller 1.
    0.000000 s  Broker 1 starts.
    0.000000 s  Broker 2 starts.
    0.000000 s  Broker 3 starts.
    0.000000 s  Topic items-list is asked for, partitions: 2.
    0.015000 s  Broker 1 serves.
    0.015000 s  Broker 2 serves.
    0.015000 s  Broker 3 serves.
    0.020000 s  The controller: broker 2 is let back in.
    0.020000 s  The controller: broker 3 is let back in.
    0.295000 s  Broker 1: topic items-list is there, partitions: 2.
    0.295000 s  Broker 2: topic items-list is there, partitions: 2.
    0.295000 s  Broker 3: topic items-list is there, partitions: 2.
    0.295000 s  Broker 1: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.295000 s  Broker 1: items-list-0 is led here in epoch 0, from 0 on.
    0.295000 s  Broker 2: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.295000 s  Broker 2: items-list-1 is led here in epoch 0, from 0 on.
    1.000000 s  A producer comes: to items-list, acks=all, idempotent, a record every 222ms, 4 at most, sending again 0 times at most, with 2 requests under way at most, waiting 3.812s for an answer, giving up after 12.622s.
    1.000000 s  The link from the controller to broker 1 is cut.
    1.000000 s  Topic items-list shall go.
    1.000000 s  Topic items-list is asked for, partitions: 1.
    1.015000 s  Broker 2: topic items-list is gone.
    1.015000 s  Broker 3: topic items-list is gone.
    1.035000 s  Broker 2: topic items-list is there, partitions: 1.
    1.035000 s  Broker 3: topic items-list is there, partitions: 1.
    1.050000 s  Client 3: record 0 was refused: UnknownTopicOrPartition (3).
    1.338147 s  The link from the controller to broker 1 is whole.
    1.343147 s  Broker 1: topic items-list is gone.
    1.343147 s  Broker 1: topic items-list is there, partitions: 1.
    1.343147 s  Broker 1: items-list-0 is open, led here in epoch 0, and ends at 0.
    1.343147 s  Broker 1: items-list-0 is led here in epoch 0, from 0 on.
    2.075000 s  Broken: R8: LogName { topic: TopicId(80cb79b6b98e45b0b853887f47469915), partition: PartitionIndex(0) }: 1 acknowledges 0 to 1 with All; committed is 0
