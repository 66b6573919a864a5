glasslog story 1
breaks: L5
planted: TruncateToHighWatermark
run: AgIGAIDaxAkAAADAlrECAAAEAIDKte4BAwAKAAOAhdQbAQEABm9yZGVycwIAAAEACgEAAAADAAZvcmRlcnMAAAAAAAEAgJX1KgAAAIKi5h0BD4Lw0gIBCBkAwJaxAgDAlrECgvDSAgEIFILw0gIBCBYCAAAAAAAAgvDSAgEICwKC8NICAQgNAsKK3wIACBYEAAAAAAAAworfAgAICwTCit8CAAgNBIKl6wIACBYGAAAAAAAAgqXrAgAICwaCpesCAAgNBoT78AIBCAkBAIT78AIBCAkCAIT78AIBCAkIAIT78AIBCAUAC2l0ZW1zLWdyb3VwAgppdGVtcy1saXN0Bm9yZGVycwACAIDGj4kCAIDRyggNgObRpwIAAQ

What is done:
- 0 µs: Topic orders is asked for, partitions: 1.
- 0 µs: A producer comes: to orders, acks=0, a record every 90ms.
- 5552130 µs: Messages take 5ms from now on, and up to 5ms more.
- 5552130 µs: The ensemble shall elect another controller.
- 5552130 µs: The disk of broker 1 is as good as new.
- 5552130 µs: The process of broker 1 is killed.
- 5552130 µs: Broker 1 is started again.
- 5752130 µs: The disk of broker 2 is as good as new.
- 5752130 µs: The process of broker 2 is killed.
- 5752130 µs: Broker 2 is started again.
- 5952130 µs: The disk of broker 3 is as good as new.
- 5952130 µs: The process of broker 3 is killed.
- 5952130 µs: Broker 3 is started again.
- 6045060 µs: Producer 1 sends no more by itself.
- 6045060 µs: Producer 2 sends no more by itself.
- 6045060 µs: Producer 8 sends no more by itself.
- 6045060 µs: A consumer comes: of items-list, orders in group items-group, scripted by hand.

What happened:
    0.000000 s  The ensemble elects controller 1.
    0.000000 s  Broker 1 starts.
    0.000000 s  Broker 3 starts.
    0.000000 s  Topic orders is asked for, partitions: 1.
    0.000000 s  A producer comes: to orders, acks=0, a record every 90ms.
    0.065000 s  Broker 1 serves.
    0.070000 s  Broker 3 serves.
    0.095000 s  The controller: broker 3 is let back in.
    0.435000 s  Broker 1: topic orders is there, partitions: 1.
    0.435000 s  Broker 3: topic orders is there, partitions: 1.
    0.449309 s  Broker 3: orders-0 is open, led here in epoch 0, and ends at 0.
    0.449309 s  Broker 3: orders-0 is led here in epoch 0, from 0 on.
    0.449389 s  Broker 1: orders-0 is open, led here in epoch 0, and ends at 0.
    5.552130 s  Messages take 5ms from now on, and up to 5ms more.
    5.552130 s  The ensemble shall elect another controller.
    5.552130 s  The ensemble elects controller 2.
    5.552130 s  The disk of broker 1 is as good as new.
    5.552130 s  The process of broker 1 is killed.
    5.552130 s  Broker 1 is down.
    5.552130 s  Broker 1 is started again.
    5.552130 s  Broker 1 starts.
    5.557130 s  The controller: broker 1 is fenced.
    5.564645 s  Broker 3: the ISR of orders-0 was [3, 1] and is [3].
    5.576229 s  Broker 1 serves.
    5.588802 s  The controller: broker 1 is let back in.
    5.594421 s  Broker 1: orders-0 is open, led here in epoch 0, and ends at 62.
    5.647806 s  Broker 3: the ISR of orders-0 was [3] and is [3, 1].
    5.752130 s  The disk of broker 2 is as good as new.
    5.752130 s  The process of broker 2 is killed.
    5.752130 s  Broker 2 is started again.
    5.952130 s  The disk of broker 3 is as good as new.
    5.952130 s  The process of broker 3 is killed.
    5.952130 s  Broker 3 is down.
    5.952130 s  Broker 3 is started again.
    5.952130 s  Broker 3 starts.
    5.957130 s  The controller: broker 3 is fenced.
    5.965245 s  Broker 1: orders-0 is led here in epoch 1, from 66 on.
    5.978438 s  Broker 3 serves.
    5.991793 s  The controller: broker 3 is let back in.
    5.997348 s  Broker 3: orders-0 is open, led here in epoch 1, and ends at 67.
    6.030477 s  Broker 3: orders-0 is cut from 67 to 0: the leader does not have the rest.
    6.030477 s  Broken: L5: LogName { topic: TopicId(c82ab6e18ae14bd0bd93372b296bc1ea), partition: PartitionIndex(0) }: broker 3 cuts Some(Offset(0)), committed; the true high watermark is 66
