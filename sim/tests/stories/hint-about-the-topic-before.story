glasslog story 1
breaks: V5
planted: nothing
run: AgQGAIDaxAkAAADAlrECAAACAIDKte4BAwAKAATAiOxfAAEABm9yZGVycwgAAAEAvYH2AQqQoQ8AAAMABm9yZGVycwAAAAAAAQDAjuU3AAEQAJChDwACBQALaXRlbXMtZ3JvdXACCml0ZW1zLWxpc3QGb3JkZXJzAAIBAAAADsDTz4QDAADFsy4ABQsExbMuAAUNBPnyLwAFCwT58i8ABQ0Elt44AAUSAgEEAQAAlt44AAUbAwzA__Fe5oOYAQAFAgZvcmRlcnPmg5gBAAUABm9yZGVycwQAAP6H86wBAQ2YoL4GAAcZAMCWsQIAwJaxApigvgYABxSYoL4GAAcWAgAAAAAAAJigvgYABwsCmKC-BgAHDQLYusoGAAcWBAAAAAAAANi6ygYABwsE2LrKBgAHDQSY1dYGAAcWBgAAAAAAAJjV1gYABwsGmNXWBgAHDQbY7-IGAAcJBwDY7-IGAAcFAAVhdWRpdAIKaXRlbXMtbGlzdAZvcmRlcnMAAgCAwumjAgAABoCpvB8AAA

What is done:
- 0 µs: Topic orders is asked for, partitions: 4.
- 250000 µs: A producer comes: to orders, acks=0, a record every 117ms, 16 at most.
- 250000 µs: A consumer comes: of items-list, orders in group items-group.
- 760261 µs: The process of broker 2 is killed.
- 760261 µs: Broker 2 is started again.
- 784761 µs: The process of broker 2 is killed.
- 784761 µs: Broker 2 is started again.
- 929558 µs: The link from the controller to broker 2 is cut.
- 929558 µs: Nothing arrives on the connections of client 3 for 12.199s.
- 2490854 µs: Topic orders shall go.
- 2490854 µs: Topic orders is asked for, partitions: 2.
- 13602840 µs: Messages take 5ms from now on, and up to 5ms more.
- 13602840 µs: The ensemble shall elect another controller.
- 13602840 µs: The disk of broker 1 is as good as new.
- 13602840 µs: The process of broker 1 is killed.
- 13602840 µs: Broker 1 is started again.
- 13802840 µs: The disk of broker 2 is as good as new.
- 13802840 µs: The process of broker 2 is killed.
- 13802840 µs: Broker 2 is started again.
- 14002840 µs: The disk of broker 3 is as good as new.
- 14002840 µs: The process of broker 3 is killed.
- 14002840 µs: Broker 3 is started again.
- 14202840 µs: Producer 7 sends no more by itself.
- 14202840 µs: A consumer comes: of items-list, orders in group audit.

What happened:
    0.000000 s  The ensemble elects controller 1.
    0.000000 s  Broker 2 starts.
    0.000000 s  Broker 3 starts.
    0.000000 s  Topic orders is asked for, partitions: 4.
    0.065000 s  Broker 2 serves.
    0.070000 s  Broker 3 serves.
    0.095000 s  The controller: broker 3 is let back in.
    0.250000 s  A producer comes: to orders, acks=0, a record every 117ms, 16 at most.
    0.250000 s  A consumer comes: of items-list, orders in group items-group.
    0.435000 s  Broker 2: topic orders is there, partitions: 4.
    0.435000 s  Broker 3: topic orders is there, partitions: 4.
    0.452829 s  Broker 2: orders-1 is open, led here in epoch 0, and ends at 0.
    0.452829 s  Broker 2: orders-1 is led here in epoch 0, from 0 on.
    0.453640 s  Broker 3: orders-0 is open, led here in epoch 0, and ends at 0.
    0.453640 s  Broker 3: orders-0 is led here in epoch 0, from 0 on.
    0.458115 s  Broker 2: orders-3 is open, led here in epoch 0, and ends at 0.
    0.458115 s  Broker 2: orders-3 is led here in epoch 0, from 0 on.
    0.460340 s  Broker 3: orders-2 is open, led here in epoch 0, and ends at 0.
    0.460340 s  Broker 3: orders-2 is led here in epoch 0, from 0 on.
    0.498608 s  Broker 2: group items-group rebalances after generation 0: member consumer-3-b1ccce45-7086-4ec4-80d4-9322d5abb707 joins.
    0.551955 s  Broker 2: group items-group is stable in generation 1, members: 1.
    0.760261 s  The process of broker 2 is killed.
    0.760261 s  Broker 2 is down.
    0.760261 s  Broker 2 is started again.
    0.760261 s  Broker 2 starts.
    0.784761 s  The process of broker 2 is killed.
    0.784761 s  Broker 2 is down.
    0.784761 s  Broker 2 is started again.
    0.784761 s  Broker 2 starts.
    0.849761 s  Broker 2 serves.
    0.874761 s  The controller: broker 2 is let back in.
    0.894811 s  Broker 2: groups read back from partition 2 of the commits: 1.
    0.895000 s  Broker 2 closes the connection of client 1: Misbehaved("a produce with acks=0 failed: LeaderNotAvailable (5)").
    0.896120 s  Broker 2: orders-3 is open, led here in epoch 3, and ends at 1.
    0.896120 s  Broker 2: orders-3 is led here in epoch 3, from 1 on.
    0.902237 s  Broker 2: orders-1 is open, led here in epoch 3, and ends at 1.
    0.902237 s  Broker 2: orders-1 is led here in epoch 3, from 1 on.
    0.929558 s  The link from the controller to broker 2 is cut.
    0.929558 s  Nothing arrives on the connections of client 3 for 12.199s.
    2.490854 s  Topic orders shall go.
    2.490854 s  Topic orders is asked for, partitions: 2.
    2.555854 s  Broker 3: topic orders is gone.
    2.640854 s  Broker 3: topic orders is there, partitions: 2.
    2.652489 s  Broker 3: orders-1 is open, led here in epoch 0, and ends at 0.
    2.652489 s  Broker 3: orders-1 is led here in epoch 0, from 0 on.
   13.220388 s  Broker 2: group items-group rebalances after generation 1: member consumer-3-b1ccce45-7086-4ec4-80d4-9322d5abb707 joins again with other metadata.
   13.266964 s  Broker 2: group items-group is stable in generation 2, members: 1.
   13.602840 s  Messages take 5ms from now on, and up to 5ms more.
   13.602840 s  The ensemble shall elect another controller.
   13.602840 s  The ensemble elects controller 2.
   13.602840 s  The disk of broker 1 is as good as new.
   13.602840 s  The process of broker 1 is killed.
   13.602840 s  Broker 1 is started again.
   13.802840 s  The disk of broker 2 is as good as new.
   13.802840 s  The process of broker 2 is killed.
   13.802840 s  Broker 2 is down.
   13.802840 s  Broker 2 is started again.
   13.802840 s  Broker 2 starts.
   14.002840 s  The disk of broker 3 is as good as new.
   14.002840 s  The process of broker 3 is killed.
   14.002840 s  Broker 3 is down.
   14.002840 s  Broker 3 is started again.
   14.002840 s  Broker 3 starts.
   14.034689 s  Broker 3 serves.
   14.072759 s  Broker 3: orders-1 is open, led here in epoch 1, and ends at 0.
   14.072759 s  Broker 3: orders-1 is led here in epoch 1, from 0 on.
   14.202840 s  Producer 7 sends no more by itself.
   14.202840 s  A consumer comes: of items-list, orders in group audit.
   14.202840 s  The link from the controller to broker 2 is whole.
   14.202840 s  Producer 1 sends no more by itself.
   14.231771 s  Broker 2 serves.
   14.238603 s  Broker 2: groups read back from partition 2 of the commits: 1.
   14.257885 s  Broker 2: orders-0 is open, led here in epoch 1, and ends at 0.
   14.257885 s  Broker 2: orders-0 is led here in epoch 1, from 0 on.
   14.414222 s  Broker 3: group audit rebalances after generation 0: member consumer-8-86f8e87e-cb45-48a1-84d0-5fa9b3ac535b joins.
   14.440804 s  Broker 3: group audit is stable in generation 1, members: 1.
  314.051029 s  Broken: V5: consumer-3 is at Some(Offset(4)) of Some(Offset(0)) in ("orders", PartitionIndex(1))
