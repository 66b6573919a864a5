glasslog story 1
breaks: R12
planted: CurrentIsrOnly
run: AwIEBgCA2sQJAAAAwJaxAgEABACAyrXuAQMACgABAQAKaXRlbXMtbGlzdAYAAAEADASgwh4AAAMACml0ZW1zLWxpc3QBAAEAwI23AQEAwPD1CwEFBWFwcGxlBHBsdW0Ea2l3aQRwZWFyA2ZpZwABoMIeAAEDAAppdGVtcy1saXN0AQAAAAABAMDfr0AAAQEAuea5AQAEDASZhPMDAAQNBO___gMA

What is done:
- 0 µs: Topic items-list is asked for, partitions: 3.
- 500000 µs: A producer comes: to items-list, acks=1, a record every 25ms, scripted by hand.
- 500000 µs: A producer comes: to items-list, acks=1, a record every 135ms, 1 at most.
- 3044153 µs: Broker 2 is asked to stop.
- 8176153 µs: Broker 2 is started again.

What happened:
    0.000000 s  The ensemble elects controller 1.
    0.000000 s  Broker 1 starts.
    0.000000 s  Broker 2 starts.
    0.000000 s  Broker 3 starts.
    0.000000 s  Topic items-list is asked for, partitions: 3.
    0.060000 s  Broker 1 closes the connection of client 0: Gone("the broker is starting or stopping").
    0.065000 s  Broker 1 serves.
    0.070000 s  Broker 2 serves.
    0.075000 s  Broker 3 serves.
    0.095000 s  The controller: broker 2 is let back in.
    0.100000 s  The controller: broker 3 is let back in.
    0.435000 s  Broker 1: topic items-list is there, partitions: 3.
    0.435000 s  Broker 2: topic items-list is there, partitions: 3.
    0.435000 s  Broker 3: topic items-list is there, partitions: 3.
    0.452311 s  Broker 1: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.453688 s  Broker 2: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.453700 s  Broker 3: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.453700 s  Broker 3: items-list-0 is led here in epoch 0, from 0 on.
    0.459455 s  Broker 1: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.459455 s  Broker 1: items-list-1 is led here in epoch 0, from 0 on.
    0.460506 s  Broker 2: items-list-2 is open, led here in epoch 0, and ends at 0.
    0.460506 s  Broker 2: items-list-2 is led here in epoch 0, from 0 on.
    0.460546 s  Broker 3: items-list-2 is open, led here in epoch 0, and ends at 0.
    0.500000 s  A producer comes: to items-list, acks=1, a record every 25ms, scripted by hand.
    0.500000 s  A producer comes: to items-list, acks=1, a record every 135ms, 1 at most.
    3.044153 s  Broker 2 is asked to stop.
    3.044153 s  Broker 2 is finishing its work.
    3.069153 s  The controller: broker 2 is fenced.
    3.089153 s  Broker 1: the ISR of items-list-1 was [1, 2] and is [1].
    3.089153 s  Broker 2: items-list-2 is led by broker 3 now, in epoch 1.
    3.089153 s  Broker 3: items-list-2 is led here in epoch 1, from 36 on.
    3.115457 s  Broker 2 is down.
    3.135457 s  Client 1: record 62 is given up: it may be in the log or not.
    8.176153 s  Broker 2 is started again.
    8.176153 s  Broker 2 starts.
    8.241153 s  Broker 2 serves.
    8.246875 s  Broker 2: items-list-1 is open, led here in epoch 0, and ends at 1.
    8.247157 s  Broker 2: items-list-2 is open, led here in epoch 1, and ends at 36.
    8.351875 s  Broker 1: the ISR of items-list-1 was [1] and is [1, 2].
    8.372207 s  Broken: R12: LogName { topic: TopicId(0b828542dbb247209aebdb51276ad029), partition: PartitionIndex(2) }: broker 2 is called in sync, and does not have all before 111
