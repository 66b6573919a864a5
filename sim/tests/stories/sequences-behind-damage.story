glasslog story 1
breaks: P2
planted: nothing
run: AgIEAIC_1gYAgJL0AQDAlrECAAAEAIDKte4BAwAKAAKA-7ReAAEACml0ZW1zLWxpc3QEAAABAPfnhEsUoMIeAAADAAppdGVtcy1saXN0AgECAMDVhwkBAIDHq0sBBQVhcHBsZQRwbHVtBGtpd2kEcGVhcgNmaWcBEAGgwh4AAQUAC2l0ZW1zLWdyb3VwAQppdGVtcy1saXN0AAIAwO69hwMAAA7AtvyaAQAA5LZlAAQLAuXeZgAEEgECAQQBAADl3mYABBICAQIBAADm4mwABAsExaB-AAQSAgEEAQAAur2AAQAEAAZtYWRlLTEGAACx0KMBAAUCCml0ZW1zLWxpc3ThpcIBAAUNAqzzyAEABQ0ErPPIAQAFAAppdGVtcy1saXN0BgAAqdLlAQAFEgIBBAAAAKnS5QEABRICAQIAAACAtfoBAAULBMH3igIABgsCwfeKAgAGAAZtYWRlLTECAADB94oCAAYXAsbJ_az_tKW9SsH3igIABw0EwfeKAgAHDQKR7ZwCAA

What is done:
- 0 µs: Topic items-list is asked for, partitions: 2.
- 500000 µs: A producer comes: to items-list, acks=all, idempotent, a record every 158ms, 16 at most, scripted by hand.
- 500000 µs: A consumer comes: of items-list in group items-group.
- 1661796 µs: The process of broker 1 is killed.
- 1683301 µs: The link from broker 1 to broker 2 is cut.
- 1683301 µs: The link from the controller to broker 1 is cut.
- 1782118 µs: The process of broker 2 is killed.
- 2068549 µs: The link from the controller to broker 2 is cut.
- 2105018 µs: Topic made-1 is asked for, partitions: 3.
- 2680881 µs: Topic items-list shall go.
- 3183329 µs: Broker 1 is started again.
- 3291564 µs: Broker 2 is started again.
- 3291564 µs: Topic items-list is asked for, partitions: 3.
- 3762473 µs: The link from the controller to broker 2 is whole.
- 3762473 µs: The link from the controller to broker 1 is whole.
- 4102784 µs: The process of broker 2 is killed.
- 4373441 µs: The process of broker 1 is killed.
- 4373441 µs: Topic made-1 is asked for, partitions: 1.
- 4373441 µs: A bit rots on the disk of broker 1.
- 4373441 µs: Broker 2 is started again.
- 4373441 µs: Broker 1 is started again.

What happened:
    0.000000 s  The ensemble elects controller 1.
    0.000000 s  Broker 1 starts.
    0.000000 s  Broker 2 starts.
    0.000000 s  Topic items-list is asked for, partitions: 2.
    0.053495 s  Broker 1 serves.
    0.055881 s  Broker 2 serves.
    0.075669 s  The controller: broker 2 is let back in.
    0.396103 s  Broker 1: topic items-list is there, partitions: 2.
    0.397603 s  Broker 2: topic items-list is there, partitions: 2.
    0.415862 s  Broker 1: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.415862 s  Broker 1: items-list-0 is led here in epoch 0, from 0 on.
    0.416014 s  Broker 2: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.422082 s  Broker 2: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.422082 s  Broker 2: items-list-1 is led here in epoch 0, from 0 on.
    0.422311 s  Broker 1: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.500000 s  A producer comes: to items-list, acks=all, idempotent, a record every 158ms, 16 at most, scripted by hand.
    0.500000 s  A consumer comes: of items-list in group items-group.
    0.735076 s  Broker 2: group items-group rebalances after generation 0: member consumer-2-775573c0-5c06-4e33-8adb-b4ca8a70add3 joins.
    0.859171 s  Broker 2: group items-group is stable in generation 1, members: 1.
    1.661796 s  The process of broker 1 is killed.
    1.661796 s  Broker 1 is down.
    1.683301 s  The link from broker 1 to broker 2 is cut.
    1.683301 s  The link from the controller to broker 1 is cut.
    1.782118 s  The process of broker 2 is killed.
    1.782118 s  Broker 2 is down.
    2.068549 s  The link from the controller to broker 2 is cut.
    2.105018 s  Topic made-1 is asked for, partitions: 3.
    2.680881 s  Topic items-list shall go.
    2.995309 s  Client 2: its group gets nowhere (CoordinatorNotAvailable (15)); it tries again.
    3.183329 s  Broker 1 is started again.
    3.183329 s  Broker 1 starts.
    3.291564 s  Broker 2 is started again.
    3.291564 s  Broker 2 starts.
    3.291564 s  Topic items-list is asked for, partitions: 3.
    3.762473 s  The link from the controller to broker 2 is whole.
    3.762473 s  The link from the controller to broker 1 is whole.
    3.816904 s  Broker 1 serves.
    3.822953 s  Broker 2 serves.
    3.842280 s  The controller: broker 2 is let back in.
    3.853703 s  Broker 2: items-list-0 is open, led here in epoch 1, and ends at 0.
    3.854463 s  Broker 1: items-list-0 is open, led here in epoch 1, and ends at 0.
    3.854463 s  Broker 1: items-list-0 is led here in epoch 1, from 0 on.
    3.885240 s  Broker 1: groups read back from partition 2 of the commits: 1.
    3.892389 s  Broker 1: items-list-1 is open, led here in epoch 1, and ends at 8.
    3.892389 s  Broker 1: items-list-1 is led here in epoch 1, from 8 on.
    3.899554 s  Broker 2: items-list-1 is open, led here in epoch 1, and ends at 9.
    3.949655 s  Broker 2: topic made-1 is there, partitions: 3.
    3.952714 s  Broker 1: topic made-1 is there, partitions: 3.
    3.975546 s  Broker 2: made-1-0 is open, led here in epoch 0, and ends at 0.
    3.975546 s  Broker 2: made-1-0 is led here in epoch 0, from 0 on.
    3.977688 s  Broker 1: made-1-0 is open, led here in epoch 0, and ends at 0.
    3.981649 s  Broker 2: made-1-1 is open, led here in epoch 0, and ends at 0.
    3.984807 s  Broker 1: made-1-1 is open, led here in epoch 0, and ends at 0.
    3.984807 s  Broker 1: made-1-1 is led here in epoch 0, from 0 on.
    3.986886 s  Broker 2: made-1-2 is open, led here in epoch 0, and ends at 0.
    3.986886 s  Broker 2: made-1-2 is led here in epoch 0, from 0 on.
    3.992024 s  Broker 1: made-1-2 is open, led here in epoch 0, and ends at 0.
    4.059978 s  Broker 2: topic items-list is gone.
    4.063742 s  Broker 1: topic items-list is gone.
    4.102784 s  The process of broker 2 is killed.
    4.102784 s  Broker 2 is down.
    4.134077 s  Broker 1: topic items-list is there, partitions: 3.
    4.157716 s  Broker 1: items-list-0 is open, led here in epoch 0, and ends at 0.
    4.165120 s  Broker 1: items-list-1 is open, led here in epoch 0, and ends at 0.
    4.165120 s  Broker 1: items-list-1 is led here in epoch 0, from 0 on.
    4.172463 s  Broker 1: items-list-2 is open, led here in epoch 0, and ends at 0.
    4.373441 s  The process of broker 1 is killed.
    4.373441 s  Broker 1 is down.
    4.373441 s  Topic made-1 is asked for, partitions: 1.
    4.373441 s  A bit rots on the disk of broker 1.
    4.373441 s  Broker 2 is started again.
    4.373441 s  Broker 2 starts.
    4.373441 s  Broker 1 is started again.
    4.373441 s  Broker 1 starts.
    4.426887 s  Broker 1 serves.
    4.429683 s  Broker 2 serves.
    4.450024 s  The controller: broker 2 is let back in.
    4.488338 s  Broker 1: items-list-0 is open, led here in epoch 1, and ends at 0.
    4.488338 s  Broker 1: items-list-0 is led here in epoch 1, from 0 on.
    4.498536 s  Broker 2: made-1-0 is open, led here in epoch 1, and ends at 0.
    4.500515 s  Broker 1: items-list-2 is open, led here in epoch 1, and ends at 0.
    4.500515 s  Broker 1: items-list-2 is led here in epoch 1, from 0 on.
    4.505678 s  Broker 2: made-1-1 is open, led here in epoch 1, and ends at 0.
    4.506546 s  Broker 1: made-1-0 is open, led here in epoch 1, and ends at 0.
    4.506546 s  Broker 1: made-1-0 is led here in epoch 1, from 0 on.
    4.511536 s  Broker 2: made-1-2 is open, led here in epoch 1, and ends at 0.
    4.512869 s  Broker 1: made-1-1 is open, led here in epoch 1, and ends at 0.
    4.512869 s  Broker 1: made-1-1 is led here in epoch 1, from 0 on.
    4.520000 s  Broker 1: made-1-2 is open, led here in epoch 1, and ends at 0.
    4.520000 s  Broker 1: made-1-2 is led here in epoch 1, from 0 on.
    4.529457 s  Broker 2: items-list-0 is open, led here in epoch 1, and ends at 0.
    4.543060 s  Broker 1: items-list-1 is open, led here in epoch 1, and ends at 1; it is damaged at offset 0.
    4.543060 s  Broker 1: items-list-1 is led here in epoch 1, from 1 on.
    4.544136 s  Broker 2: items-list-1 is open, led here in epoch 1, and ends at 0.
    4.549535 s  Broker 1: groups read back from partition 2 of the commits: 1.
    4.550638 s  Broker 2: items-list-2 is open, led here in epoch 1, and ends at 0.
    4.667025 s  Broken: P2: LogName { topic: TopicId(118bed0c360744bea14da8c1e4d35dd8), partition: PartitionIndex(1) }: producer 0 has sequence 10 twice
