glasslog story 1
breaks: R14
planted: nothing
run: AggKAIDaxAkAAADAlrECAQETbWluLmluc3luYy5yZXBsaWNhcwEyBACAyrXuAQMACgAAwKu4oQIAAAEA-MDpAwYAAAIDAAppdGVtcy1saXN0AgEAAAABAMDMloIBAAEEAPPPLAAXDgoC888sABcACml0ZW1zLWxpc3QIAAD0oDYAFxICAQgBAAD0oDYAFw0Kj9tFABcOCAKP20UA

What is done:
- 0 µs: A producer comes: to items-list, acks=all, idempotent, a record every 273ms, 4 at most.
- 731123 µs: Broker 5 loses its power; some of what is unsynced survives.
- 731123 µs: Topic items-list is asked for, partitions: 4.
- 888948 µs: The link from the controller to broker 4 is cut.
- 888948 µs: Broker 5 is started again.
- 1142159 µs: Broker 4 loses its power; some of what is unsynced survives.

What happened:
    0.000000 s  The ensemble elects controller 1.
    0.000000 s  Broker 4 starts.
    0.000000 s  Broker 5 starts.
    0.000000 s  A producer comes: to items-list, acks=all, idempotent, a record every 273ms, 4 at most.
    0.065000 s  Broker 4 serves.
    0.070000 s  Broker 5 serves.
    0.095000 s  The controller: broker 5 is let back in.
    0.731123 s  Broker 5 loses its power; some of what is unsynced survives.
    0.731123 s  Broker 5 is down.
    0.731123 s  Topic items-list is asked for, partitions: 4.
    0.836123 s  Broker 4: topic items-list is there, partitions: 4.
    0.867609 s  Broker 4: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.874429 s  Broker 4: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.874429 s  Broker 4: items-list-1 is led here in epoch 0, from 0 on.
    0.880730 s  Broker 4: items-list-2 is open, led here in epoch 0, and ends at 0.
    0.887186 s  Broker 4: items-list-3 is open, led here in epoch 0, and ends at 0.
    0.887186 s  Broker 4: items-list-3 is led here in epoch 0, from 0 on.
    0.888948 s  The link from the controller to broker 4 is cut.
    0.888948 s  Broker 5 is started again.
    0.888948 s  Broker 5 starts.
    0.953948 s  Broker 5 serves.
    0.985519 s  Broker 5: items-list-0 is open, led here in epoch 1, and ends at 0.
    0.991570 s  Broker 5: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.998362 s  Broker 5: items-list-2 is open, led here in epoch 1, and ends at 0.
    1.004954 s  Broker 5: items-list-3 is open, led here in epoch 0, and ends at 0.
    1.142159 s  Broker 4 loses its power; some of what is unsynced survives.
    1.142159 s  Broker 4 is down.
    1.142159 s  Broken: R14: LogName { topic: TopicId(710e9a6cfc2d4120b659c87a02fbc5b3), partition: PartitionIndex(1) }: 1 disks lost data, min.insync.replicas is 2, and nobody is counted on
