glasslog story 1
breaks: L5
planted: TruncateToHighWatermark
run: AwIEBgCA2sQJAMDegQoAwJaxAgEABACAyrXuAQMACgABAQAKaXRlbXMtbGlzdAYAAAEADAMAAAADAAppdGVtcy1saXN0AQABAMCNtwEBAMDw9QsBBQVhcHBsZQRwbHVtBGtpd2kEcGVhcgNmaWcAAZmkmwEABAwE3OalAQAEDQSP4bMBAA

What is done:
- 0 µs: Topic items-list is asked for, partitions: 3.
- 0 µs: A producer comes: to items-list, acks=1, a record every 25ms, scripted by hand.
- 2544153 µs: Broker 2 is asked to stop.
- 2716508 µs: Broker 2 is started again.

What happened:
    0.000000 s  The ensemble elects controller 1.
    0.000000 s  Broker 1 starts.
    0.000000 s  Broker 2 starts.
    0.000000 s  Broker 3 starts.
    0.000000 s  Topic items-list is asked for, partitions: 3.
    0.000000 s  A producer comes: to items-list, acks=1, a record every 25ms, scripted by hand.
    0.080985 s  Broker 1 closes the connection of client 0: Gone("the broker is starting or stopping").
    0.086179 s  Broker 2 closes the connection of client 1: Gone("the broker is starting or stopping").
    0.091883 s  Broker 3 serves.
    0.094357 s  Broker 1 serves.
    0.097016 s  Broker 2 serves.
    0.120543 s  The controller: broker 1 is let back in.
    0.125543 s  The controller: broker 3 is let back in.
    0.521911 s  Broker 3: topic items-list is there, partitions: 3.
    0.539117 s  Broker 1: topic items-list is there, partitions: 3.
    0.539118 s  Broker 2: topic items-list is there, partitions: 3.
    0.540611 s  Broker 3: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.540611 s  Broker 3: items-list-0 is led here in epoch 0, from 0 on.
    0.547457 s  Broker 3: items-list-2 is open, led here in epoch 0, and ends at 0.
    0.556428 s  Broker 1: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.557806 s  Broker 2: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.563572 s  Broker 1: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.563572 s  Broker 1: items-list-1 is led here in epoch 0, from 0 on.
    0.564624 s  Broker 2: items-list-2 is open, led here in epoch 0, and ends at 0.
    0.564624 s  Broker 2: items-list-2 is led here in epoch 0, from 0 on.
    2.544153 s  Broker 2 is asked to stop.
    2.544153 s  Broker 2 is finishing its work.
    2.586282 s  The controller: broker 2 is fenced.
    2.607358 s  Broker 1: the ISR of items-list-1 was [1, 2] and is [1].
    2.609326 s  Broker 2: items-list-2 is led by broker 3 now, in epoch 1.
    2.620627 s  Broker 3: items-list-2 is led here in epoch 1, from 17 on.
    2.635915 s  Broker 2 is down.
    2.716508 s  Broker 2 is started again.
    2.716508 s  Broker 2 starts.
    2.807518 s  Broker 2 serves.
    2.815017 s  Broker 2: items-list-2 is open, led here in epoch 1, and ends at 18.
    2.821497 s  Broker 2: items-list-1 is open, led here in epoch 0, and ends at 0.
    2.838426 s  Client 1: record 32 is given up: it may be in the log or not.
    2.945167 s  Broker 2: items-list-2 is cut from 18 to 0: the leader does not have the rest.
    2.945167 s  Broken: L5: LogName { topic: TopicId(0b828542dbb247209aebdb51276ad029), partition: PartitionIndex(2) }: broker 2 cuts Some(Offset(0)), committed; the true high watermark is 17
