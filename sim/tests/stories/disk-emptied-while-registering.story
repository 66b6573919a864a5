glasslog story 1
breaks: R12
planted: nothing
run: BQIEBggKAMCWsQIAAADAlrECAAETbWluLmluc3luYy5yZXBsaWNhcwEyBACAyrXuAQMACgADgI-XwQMBAQAKaXRlbXMtbGlzdAIAAAEA2pk9BfrjGQAHBQAFYXVkaXQBCml0ZW1zLWxpc3QAAgEAAAAGwNf16QIAAMegIgAKDgIBx6AiAAoOBAKSuiMACg0Ep4ckAAoRBKqvJAA

What is done:
- 0 µs: Topic items-list is asked for, partitions: 1.
- 422394 µs: A consumer comes: of items-list in group audit.
- 561223 µs: Broker 1 loses its power; everything unsynced survives.
- 561223 µs: Broker 2 loses its power; some of what is unsynced survives.
- 580882 µs: Broker 2 is started again.
- 590759 µs: Broker 2 gets an empty disk.

What happened:
    0.000000 s  The ensemble elects controller 1.
    0.000000 s  Broker 1 starts.
    0.000000 s  Broker 2 starts.
    0.000000 s  Broker 3 starts.
    0.000000 s  Broker 4 starts.
    0.000000 s  Broker 5 starts.
    0.000000 s  Topic items-list is asked for, partitions: 1.
    0.020000 s  Broker 1 serves.
    0.025000 s  Broker 2 serves.
    0.030000 s  Broker 3 serves.
    0.035000 s  Broker 4 serves.
    0.040000 s  Broker 5 serves.
    0.040000 s  The controller: broker 2 is let back in.
    0.045000 s  The controller: broker 3 is let back in.
    0.050000 s  The controller: broker 4 is let back in.
    0.055000 s  The controller: broker 5 is let back in.
    0.300000 s  Broker 1: topic items-list is there, partitions: 1.
    0.300000 s  Broker 2: topic items-list is there, partitions: 1.
    0.300000 s  Broker 3: topic items-list is there, partitions: 1.
    0.300000 s  Broker 4: topic items-list is there, partitions: 1.
    0.300000 s  Broker 5: topic items-list is there, partitions: 1.
    0.312146 s  Broker 5: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.312825 s  Broker 4: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.312825 s  Broker 4: items-list-0 is led here in epoch 0, from 0 on.
    0.422394 s  A consumer comes: of items-list in group audit.
    0.508609 s  Broker 1: group audit rebalances after generation 0: member consumer-8-e739a2b3-0878-4f0e-a46e-453f4bd04121 joins.
    0.555453 s  Broker 1: group audit is stable in generation 1, members: 1.
    0.561223 s  Broker 1 loses its power; everything unsynced survives.
    0.561223 s  Broker 1 is down.
    0.561223 s  Broker 2 loses its power; some of what is unsynced survives.
    0.561223 s  Broker 2 is down.
    0.566223 s  The controller: broker 1 is fenced.
    0.571223 s  The controller: broker 2 is fenced.
    0.580882 s  Broker 2 is started again.
    0.580882 s  Broker 2 starts.
    0.590759 s  Broker 2 gets an empty disk.
    0.590759 s  Broker 2 is down.
    0.595882 s  Broken: R12: LogName { topic: TopicId(c35368e057b24ad7a788683c7f98dd39), partition: PartitionIndex(3) }: broker 2 is called in sync, and does not have all before 1
