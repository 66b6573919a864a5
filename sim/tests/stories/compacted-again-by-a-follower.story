glasslog story 1
breaks: L8
planted: nothing
run: BQIEBggKAMDDkwcAgKToAwCApOgDAAINc2VnbWVudC5ieXRlcwQzNDM1HnVuY2xlYW4ubGVhZGVyLmVsZWN0aW9uLmVuYWJsZQR0cnVlBACAyrXuAQMACgABgPK6XQECAAppdGVtcy1saXN0BgAAAAZvcmRlcnMCAAABAJfbhRUVoMIeAAADAAZvcmRlcnMCAQAAgJmbEAEAgLDspwEBBQVhcHBsZQRwbHVtBGtpd2kEcGVhcgNmaWcBEACgwh4AAQMACml0ZW1zLWxpc3QAAAAAAAEAwJ-0fQAAAaDCHgACBQAFYXVkaXQCCml0ZW1zLWxpc3QGb3JkZXJzAAAAAAiA79SiAwABy9w9AAgOBALL3D0ACA4GAsvcPQAIDggCy9w9AAgOCgDL3D0ACA0Iy9w9AAgNCsvcPQAIDQSPr1AACAEGb3JkZXJzDpTqigEBCAsElOqKAQAIDQaU6ooBAAgNBNLqoQEACA4CAdLqoQEACA4EANLqoQEACA4GAtLqoQEACA4IAtLqoQEACA0E-rCiAQAIDQjy07ACAAgNBvSI_gIA

What is done:
- 0 µs: Topic items-list is asked for, partitions: 3.
- 0 µs: Topic orders is asked for, partitions: 1.
- 500000 µs: A producer comes: to orders, acks=all, idempotent, a record every 352ms, 16 at most.
- 500000 µs: A producer comes: to items-list, acks=0, a record every 263ms, scripted by hand.
- 500000 µs: A consumer comes: of items-list, orders in group audit, scripted by hand.
- 1011275 µs: Broker 2 loses its power; some of what is unsynced survives.
- 1011275 µs: Broker 3 loses its power; some of what is unsynced survives.
- 1011275 µs: Broker 4 loses its power; some of what is unsynced survives.
- 1011275 µs: Broker 5 loses its power; nothing unsynced survives.
- 1011275 µs: Broker 4 is started again.
- 1011275 µs: Broker 5 is started again.
- 1011275 µs: Broker 2 is started again.
- 1316751 µs: Topic orders shall have 7 partitions.
- 2274580 µs: The process of broker 2 is killed.
- 2274580 µs: Broker 3 is started again.
- 2274580 µs: Broker 2 is started again.
- 2651474 µs: Broker 1 loses its power; everything unsynced survives.
- 2651474 µs: Broker 2 loses its power; nothing unsynced survives.
- 2651474 µs: Broker 3 loses its power; some of what is unsynced survives.
- 2651474 µs: Broker 4 loses its power; some of what is unsynced survives.
- 2651474 µs: Broker 2 is started again.
- 2660474 µs: Broker 4 is started again.
- 4991474 µs: Broker 3 is started again.

What happened:
    0.000000 s  The ensemble elects controller 1.
    0.000000 s  Broker 1 starts.
    0.000000 s  Broker 2 starts.
    0.000000 s  Broker 3 starts.
    0.000000 s  Broker 4 starts.
    0.000000 s  Broker 5 starts.
    0.000000 s  Topic items-list is asked for, partitions: 3.
    0.000000 s  Topic orders is asked for, partitions: 1.
    0.062224 s  Broker 3 serves.
    0.070683 s  Broker 5 serves.
    0.075098 s  Broker 1 serves.
    0.086729 s  Broker 4 serves.
    0.092286 s  Broker 2 serves.
    0.097656 s  The controller: broker 5 is let back in.
    0.105656 s  The controller: broker 1 is let back in.
    0.113656 s  The controller: broker 4 is let back in.
    0.121656 s  The controller: broker 2 is let back in.
    0.427754 s  Broker 1: topic items-list is there, partitions: 3.
    0.430814 s  Broker 2: topic items-list is there, partitions: 3.
    0.430928 s  Broker 5: topic items-list is there, partitions: 3.
    0.431960 s  Broker 4: topic items-list is there, partitions: 3.
    0.432728 s  Broker 3: topic items-list is there, partitions: 3.
    0.450509 s  Broker 5: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.450509 s  Broker 5: items-list-0 is led here in epoch 0, from 0 on.
    0.452315 s  Broker 3: items-list-2 is open, led here in epoch 0, and ends at 0.
    0.457148 s  Broker 1: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.460166 s  Broker 2: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.468640 s  Broker 1: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.468640 s  Broker 1: items-list-1 is led here in epoch 0, from 0 on.
    0.470245 s  Broker 2: items-list-2 is open, led here in epoch 0, and ends at 0.
    0.470245 s  Broker 2: items-list-2 is led here in epoch 0, from 0 on.
    0.500000 s  A producer comes: to orders, acks=all, idempotent, a record every 352ms, 16 at most.
    0.500000 s  A producer comes: to items-list, acks=0, a record every 263ms, scripted by hand.
    0.500000 s  A consumer comes: of items-list, orders in group audit, scripted by hand.
    0.551506 s  Broker 5: topic orders is there, partitions: 1.
    0.551721 s  Broker 1: topic orders is there, partitions: 1.
    0.553328 s  Broker 2: topic orders is there, partitions: 1.
    0.554620 s  Broker 4: topic orders is there, partitions: 1.
    0.559120 s  Broker 3: topic orders is there, partitions: 1.
    0.573377 s  Broker 1: orders-0 is open, led here in epoch 0, and ends at 0.
    0.573377 s  Broker 1: orders-0 is led here in epoch 0, from 0 on.
    0.573990 s  Broker 2: orders-0 is open, led here in epoch 0, and ends at 0.
    0.845089 s  Broker 2: group audit rebalances after generation 0: member consumer-3-5f4d6170-890f-4bdf-b3e3-5a7033851a2c joins.
    0.962600 s  Broker 2: group audit is stable in generation 1, members: 1.
    1.011275 s  Broker 2 loses its power; some of what is unsynced survives.
    1.011275 s  Broker 2 is down.
    1.011275 s  Broker 3 loses its power; some of what is unsynced survives.
    1.011275 s  Broker 3 is down.
    1.011275 s  Broker 4 loses its power; some of what is unsynced survives.
    1.011275 s  Broker 4 is down.
    1.011275 s  Broker 5 loses its power; nothing unsynced survives.
    1.011275 s  Broker 5 is down.
    1.011275 s  Broker 4 is started again.
    1.011275 s  Broker 4 starts.
    1.011275 s  Broker 5 is started again.
    1.011275 s  Broker 5 starts.
    1.011275 s  Broker 2 is started again.
    1.011275 s  Broker 2 starts.
    1.019275 s  The controller: broker 2 is fenced.
    1.027275 s  The controller: broker 3 is fenced.
    1.035275 s  The controller: broker 4 is fenced.
    1.036366 s  Broker 1: the ISR of items-list-1 was [1, 2] and is [1].
    1.036366 s  Broker 1: the ISR of orders-0 was [1, 2] and is [1].
    1.043275 s  The controller: broker 5 is fenced.
    1.065950 s  Broker 1: items-list-0 is led here in epoch 1, from 1 on.
    1.073579 s  Broker 4 serves.
    1.086571 s  Broker 5 serves.
    1.089995 s  Broker 2 serves.
    1.097041 s  The controller: broker 4 is let back in.
    1.111320 s  The controller: broker 5 is let back in.
    1.119320 s  The controller: broker 2 is let back in.
    1.147730 s  Broker 5: items-list-0 is open, led here in epoch 1, and ends at 1.
    1.156369 s  Broker 2: items-list-2 is open, led here in epoch 3, and ends at 0.
    1.156369 s  Broker 2: items-list-2 is led here in epoch 3, from 0 on.
    1.168191 s  Broker 2: groups read back from partition 3 of the commits: 1.
    1.176878 s  Broker 2: items-list-1 is open, led here in epoch 0, and ends at 1.
    1.187331 s  Broker 2: orders-0 is open, led here in epoch 0, and ends at 2.
    1.250886 s  Broker 1: the ISR of items-list-0 was [1] and is [5, 1].
    1.261355 s  Broker 1: the ISR of items-list-1 was [1] and is [1, 2].
    1.269503 s  Broker 1: the ISR of orders-0 was [1] and is [1, 2].
    1.316751 s  Topic orders shall have 7 partitions.
    1.344503 s  Broker 5 closes the connection of client 2: Misbehaved("a produce with acks=0 failed: NotLeaderOrFollower (6)").
    1.746939 s  Broker 1: orders-3 is open, led here in epoch 0, and ends at 0.
    1.755058 s  Broker 1: orders-4 is open, led here in epoch 0, and ends at 0.
    1.755058 s  Broker 1: orders-4 is led here in epoch 0, from 0 on.
    1.756348 s  Broker 5: orders-2 is open, led here in epoch 0, and ends at 0.
    1.761403 s  Broker 2: orders-1 is open, led here in epoch 0, and ends at 0.
    1.761403 s  Broker 2: orders-1 is led here in epoch 0, from 0 on.
    1.766426 s  Broker 5: orders-3 is open, led here in epoch 0, and ends at 0.
    1.766426 s  Broker 5: orders-3 is led here in epoch 0, from 0 on.
    1.769531 s  Broker 2: orders-4 is open, led here in epoch 0, and ends at 0.
    1.772667 s  Broker 4: orders-1 is open, led here in epoch 0, and ends at 0.
    1.774543 s  Broker 5: orders-6 is open, led here in epoch 0, and ends at 0.
    1.779570 s  Broker 2: orders-5 is open, led here in epoch 0, and ends at 0.
    1.779570 s  Broker 2: orders-5 is led here in epoch 0, from 0 on.
    1.781795 s  Broker 4: orders-2 is open, led here in epoch 0, and ends at 0.
    1.781795 s  Broker 4: orders-2 is led here in epoch 0, from 0 on.
    1.791701 s  Broker 4: orders-5 is open, led here in epoch 0, and ends at 0.
    1.800445 s  Broker 4: orders-6 is open, led here in epoch 0, and ends at 0.
    1.800445 s  Broker 4: orders-6 is led here in epoch 0, from 0 on.
    2.130535 s  Broker 5 closes the connection of client 2: Misbehaved("a produce with acks=0 failed: NotLeaderOrFollower (6)").
    2.274580 s  The process of broker 2 is killed.
    2.274580 s  Broker 2 is down.
    2.274580 s  Broker 3 is started again.
    2.274580 s  Broker 3 starts.
    2.274580 s  Broker 2 is started again.
    2.274580 s  Broker 2 starts.
    2.282580 s  The controller: broker 2 is fenced.
    2.297765 s  Broker 4: orders-1 is led here in epoch 1, from 0 on.
    2.297765 s  Broker 4: orders-5 is led here in epoch 1, from 0 on.
    2.301270 s  Broker 1: the ISR of items-list-1 was [1, 2] and is [1].
    2.301270 s  Broker 1: the ISR of orders-0 was [1, 2] and is [1].
    2.301270 s  Broker 1: the ISR of orders-4 was [1, 2] and is [1].
    2.332843 s  Broker 2 serves.
    2.340241 s  Broker 3 serves.
    2.356636 s  The controller: broker 2 is let back in.
    2.366629 s  The controller: broker 3 is let back in.
    2.369924 s  Broker 3: items-list-2 is open, led here in epoch 4, and ends at 0.
    2.433477 s  Broker 2: orders-1 is open, led here in epoch 1, and ends at 0.
    2.441860 s  Broker 2: orders-4 is open, led here in epoch 0, and ends at 0.
    2.451464 s  Broker 2: orders-5 is open, led here in epoch 1, and ends at 0.
    2.462821 s  Broker 2: items-list-1 is open, led here in epoch 0, and ends at 2.
    2.471287 s  Broker 2: orders-0 is open, led here in epoch 0, and ends at 5.
    2.481928 s  Broker 2: groups read back from partition 3 of the commits: 1.
    2.491033 s  Broker 2: items-list-2 is open, led here in epoch 5, and ends at 1.
    2.491033 s  Broker 2: items-list-2 is led here in epoch 5, from 1 on.
    2.506298 s  Broker 1: the ISR of orders-4 was [1] and is [1, 2].
    2.543877 s  Broker 4: the ISR of orders-1 was [4] and is [2, 4].
    2.553840 s  Broker 4: the ISR of orders-5 was [4] and is [2, 4].
    2.584593 s  Broker 1: the ISR of items-list-1 was [1] and is [1, 2].
    2.584593 s  Broker 1: the ISR of orders-0 was [1] and is [1, 2].
    2.651474 s  Broker 1 loses its power; everything unsynced survives.
    2.651474 s  Broker 1 is down.
    2.651474 s  Broker 2 loses its power; nothing unsynced survives.
    2.651474 s  Broker 2 is down.
    2.651474 s  Broker 3 loses its power; some of what is unsynced survives.
    2.651474 s  Broker 3 is down.
    2.651474 s  Broker 4 loses its power; some of what is unsynced survives.
    2.651474 s  Broker 4 is down.
    2.651474 s  Broker 2 is started again.
    2.651474 s  Broker 2 starts.
    2.659474 s  The controller: broker 1 is fenced.
    2.660474 s  Broker 4 is started again.
    2.660474 s  Broker 4 starts.
    2.667474 s  The controller: broker 2 is fenced.
    2.675474 s  The controller: broker 3 is fenced.
    2.681109 s  Broker 5: items-list-0 is led here in epoch 2, from 1 on.
    2.681109 s  Broker 5: the ISR of orders-3 was [5, 1] and is [5].
    2.683474 s  The controller: broker 4 is fenced.
    2.702634 s  Broker 5: orders-2 is led here in epoch 1, from 0 on.
    2.702634 s  Broker 5: orders-6 is led here in epoch 1, from 0 on.
    2.716012 s  Broker 2 serves.
    2.727412 s  Broker 4 serves.
    2.741954 s  The controller: broker 2 is let back in.
    2.751880 s  The controller: broker 4 is let back in.
    2.796662 s  Broker 4: orders-1 is open, led here in epoch 3, and ends at 0.
    2.807006 s  Broker 4: orders-2 is open, led here in epoch 1, and ends at 0.
    2.815169 s  Broker 4: orders-5 is open, led here in epoch 3, and ends at 0.
    2.818516 s  Broker 2: orders-1 is open, led here in epoch 3, and ends at 0.
    2.818516 s  Broker 2: orders-1 is led here in epoch 3, from 0 on.
    2.826975 s  Broker 4: orders-6 is open, led here in epoch 1, and ends at 0.
    2.829539 s  Broker 2: orders-4 is open, led here in epoch 3, and ends at 0.
    2.829539 s  Broker 2: orders-4 is led here in epoch 3, from 0 on.
    2.839558 s  Broker 2: orders-5 is open, led here in epoch 3, and ends at 0.
    2.839558 s  Broker 2: orders-5 is led here in epoch 3, from 0 on.
    2.847747 s  Broker 2: groups read back from partition 3 of the commits: 1.
    2.856877 s  Broker 2: items-list-2 is open, led here in epoch 8, and ends at 1.
    2.856877 s  Broker 2: items-list-2 is led here in epoch 8, from 1 on.
    2.866513 s  Broker 2: items-list-1 is open, led here in epoch 3, and ends at 3.
    2.866513 s  Broker 2: items-list-1 is led here in epoch 3, from 3 on.
    2.875700 s  Broker 2: orders-0 is open, led here in epoch 3, and ends at 6.
    2.875700 s  Broker 2: orders-0 is led here in epoch 3, from 6 on.
    2.904667 s  Broker 5: the ISR of orders-2 was [5] and is [4, 5].
    2.908476 s  Broker 5: the ISR of orders-6 was [5] and is [4, 5].
    2.920369 s  Broker 2: the ISR of orders-1 was [2] and is [2, 4].
    2.927370 s  Broker 2: the ISR of orders-5 was [2] and is [2, 4].
    3.354707 s  Broker 2: group audit rebalances after generation 1: member consumer-3-5f4d6170-890f-4bdf-b3e3-5a7033851a2c joins again as leader.
    3.401348 s  Broker 2: group audit is stable in generation 2, members: 1.
    4.991474 s  Broker 3 is started again.
    4.991474 s  Broker 3 starts.
    5.024620 s  Broker 4: orders-2 is led here in epoch 2, from 0 on.
    5.024620 s  Broker 4: orders-6 is led here in epoch 2, from 0 on.
    5.026080 s  Broker 5: orders-2 is led by broker 4 now, in epoch 2.
    5.026080 s  Broker 5: orders-6 is led by broker 4 now, in epoch 2.
    5.055282 s  Broker 3 serves.
    5.084922 s  The controller: broker 3 is let back in.
    5.096635 s  Broker 3: items-list-2 is open, led here in epoch 8, and ends at 1.
    5.251315 s  Broker 2: the ISR of items-list-2 was [2] and is [2, 3].
    6.259828 s  Broken: L8: LogName { topic: TopicId(5c852f31810a46e6b8e53d2381f59b9d), partition: PartitionIndex(3) }: the batch read at 12 has another record at 13 than was sent
