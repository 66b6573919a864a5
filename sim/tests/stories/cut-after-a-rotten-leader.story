glasslog story 1
breaks: P6
planted: nothing
run: BQIEBggKAIDaxAkAAADAlrECAAEedW5jbGVhbi5sZWFkZXIuZWxlY3Rpb24uZW5hYmxlBHRydWUGAIDKte4BAwAKAAKAzP9mAQEACml0ZW1zLWxpc3QCAAQOY2xlYW51cC5wb2xpY3kOY29tcGFjdCxkZWxldGUZbWluLmNsZWFuYWJsZS5kaXJ0eS5yYXRpbwQwLjAxE2RlbGV0ZS5yZXRlbnRpb24ubXMBMA1zZWdtZW50LmJ5dGVzBDYwMjEBAKTyegYAAAEDAAppdGVtcy1saXN0AgECAIDP9xUBAID1sgwCBQVhcHBsZQRwbHVtBGtpd2kEcGVhcgNmaWcAAaLtPwAGCwii7T8ABhcKzID-oIrCy9mUAYT8wgMABhIBCgIBAACE_MIDAAYSAgECAQAAwKjqBQAGDQino8wdARWK7LQYAAYZAMCWsQIAwJaxAorstBgABhSK7LQYAAYWAgAAAAAAAIrstBgABgsCiuy0GAAGDQKx-LgYAQYWBAAAAAAAALH4uBgBBgsEsfi4GAEGDQS7-LgYAQYWBgAAAAAAALv4uBgBBgsGu_i4GAEGDQa7-LgYAgYWCAAAAAAAALv4uBgCBgsIu_i4GAIGDQi7-LgYAwYWCgAAAAAAALv4uBgDBgsKu_i4GAMGDQr1_LgYAQYJAQD1_LgYAQYJAgD1_LgYAQYJAwD1_LgYAQYFAAVhdWRpdAIKaXRlbXMtbGlzdAZvcmRlcnMAAgHA9L_ZAwDAhD0LgJm2_gIAAA

What is done:
- 0 µs: Topic items-list is asked for, partitions: 1, cleanup.policy=compact,delete, min.cleanable.dirty.ratio=0.01, delete.retention.ms=0, segment.bytes=6021.
- 0 µs: A producer comes: to items-list, acks=all, idempotent, a record every 26ms, scripted by hand.
- 1046178 µs: The process of broker 4 is killed.
- 1046178 µs: A bit rots on the disk of broker 5.
- 7388676 µs: The link from broker 5 to the controller is cut.
- 7388676 µs: The link from the controller to broker 1 is cut.
- 12227648 µs: Broker 4 is started again.
- 51197450 µs: Messages take 5ms from now on, and up to 5ms more.
- 51197450 µs: The ensemble shall elect another controller.
- 51197450 µs: The disk of broker 1 is as good as new.
- 51197450 µs: The process of broker 1 is killed.
- 51197450 µs: Broker 1 is started again.
- 51264561 µs: The disk of broker 2 is as good as new.
- 51264561 µs: The process of broker 2 is killed.
- 51264561 µs: Broker 2 is started again.
- 51264571 µs: The disk of broker 3 is as good as new.
- 51264571 µs: The process of broker 3 is killed.
- 51264571 µs: Broker 3 is started again.
- 51264571 µs: The disk of broker 4 is as good as new.
- 51264571 µs: The process of broker 4 is killed.
- 51264571 µs: Broker 4 is started again.
- 51264571 µs: The disk of broker 5 is as good as new.
- 51264571 µs: The process of broker 5 is killed.
- 51264571 µs: Broker 5 is started again.
- 51265141 µs: Producer 1 sends no more by itself.
- 51265141 µs: Producer 2 sends no more by itself.
- 51265141 µs: Producer 3 sends no more by itself.
- 51265141 µs: A consumer comes: of items-list, orders in group audit.

What happened:
    0.000000 s  The ensemble elects controller 1.
    0.000000 s  Broker 1 starts.
    0.000000 s  Broker 2 starts.
    0.000000 s  Broker 3 starts.
    0.000000 s  Broker 4 starts.
    0.000000 s  Broker 5 starts.
    0.000000 s  Topic items-list is asked for, partitions: 1, cleanup.policy=compact,delete, min.cleanable.dirty.ratio=0.01, delete.retention.ms=0, segment.bytes=6021.
    0.000000 s  A producer comes: to items-list, acks=all, idempotent, a record every 26ms, scripted by hand.
    0.065000 s  Broker 1 serves.
    0.070000 s  Broker 2 serves.
    0.075000 s  Broker 3 serves.
    0.080000 s  Broker 4 serves.
    0.085000 s  Broker 5 serves.
    0.095000 s  The controller: broker 2 is let back in.
    0.100000 s  The controller: broker 3 is let back in.
    0.105000 s  The controller: broker 4 is let back in.
    0.110000 s  The controller: broker 5 is let back in.
    0.435000 s  Broker 1: topic items-list is there, partitions: 1.
    0.435000 s  Broker 2: topic items-list is there, partitions: 1.
    0.435000 s  Broker 3: topic items-list is there, partitions: 1.
    0.435000 s  Broker 4: topic items-list is there, partitions: 1.
    0.435000 s  Broker 5: topic items-list is there, partitions: 1.
    0.445383 s  Broker 5: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.446597 s  Broker 1: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.447567 s  Broker 4: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.447567 s  Broker 4: items-list-0 is led here in epoch 0, from 0 on.
    1.046178 s  The process of broker 4 is killed.
    1.046178 s  Broker 4 is down.
    1.046178 s  A bit rots on the disk of broker 5.
    1.051178 s  The controller: broker 4 is fenced.
    1.071178 s  Broker 5: items-list-0 is led here in epoch 1, from 3 on.
    7.388676 s  The link from broker 5 to the controller is cut.
    7.388676 s  The link from the controller to broker 1 is cut.
   10.110000 s  The controller: broker 5 is fenced.
   10.130000 s  Broker 5: items-list-0 is led by broker 1 now, in epoch 2.
   12.227648 s  Broker 4 is started again.
   12.227648 s  Broker 4 starts.
   12.292648 s  Broker 4 serves.
   12.310766 s  Broker 4: items-list-0 is open, led here in epoch 2, and ends at 3.
   51.197450 s  Messages take 5ms from now on, and up to 5ms more.
   51.197450 s  The ensemble shall elect another controller.
   51.197450 s  The ensemble elects controller 2.
   51.197450 s  The disk of broker 1 is as good as new.
   51.197450 s  The process of broker 1 is killed.
   51.197450 s  Broker 1 is down.
   51.197450 s  Broker 1 is started again.
   51.197450 s  Broker 1 starts.
   51.202450 s  The controller: broker 1 is fenced.
   51.211890 s  Broker 4: items-list-0 is led here in epoch 3, from 3 on.
   51.236375 s  Broker 5: items-list-0 is cut from 98 to 3: the leader does not have the rest.
   51.264561 s  The disk of broker 2 is as good as new.
   51.264561 s  The process of broker 2 is killed.
   51.264561 s  Broker 2 is down.
   51.264561 s  Broker 2 is started again.
   51.264561 s  Broker 2 starts.
   51.264571 s  The disk of broker 3 is as good as new.
   51.264571 s  The process of broker 3 is killed.
   51.264571 s  Broker 3 is down.
   51.264571 s  Broker 3 is started again.
   51.264571 s  Broker 3 starts.
   51.264571 s  The disk of broker 4 is as good as new.
   51.264571 s  The process of broker 4 is killed.
   51.264571 s  Broker 4 is down.
   51.264571 s  Broker 4 is started again.
   51.264571 s  Broker 4 starts.
   51.264571 s  The disk of broker 5 is as good as new.
   51.264571 s  The process of broker 5 is killed.
   51.264571 s  Broker 5 is down.
   51.264571 s  Broker 5 is started again.
   51.264571 s  Broker 5 starts.
   51.265141 s  Producer 1 sends no more by itself.
   51.265141 s  Producer 2 sends no more by itself.
   51.265141 s  Producer 3 sends no more by itself.
   51.265141 s  A consumer comes: of items-list, orders in group audit.
   51.265141 s  The link from broker 5 to the controller is whole.
   51.265141 s  The link from the controller to broker 1 is whole.
   51.269561 s  The controller: broker 2 is fenced.
   51.274561 s  The controller: broker 3 is fenced.
   51.279561 s  The controller: broker 4 is fenced.
   51.291450 s  Broker 5 serves.
   51.295584 s  Broker 4 serves.
   51.302230 s  Broker 4: items-list-0 is open, led here in epoch 4, and ends at 3.
   51.304206 s  Broker 1 serves.
   51.304842 s  Broker 3 serves.
   51.309561 s  The controller: broker 5 is let back in.
   51.310014 s  Broker 5: items-list-0 is open, led here in epoch 4, and ends at 3; it is damaged at offset 0.
   51.310334 s  Broker 1: items-list-0 is open, led here in epoch 4, and ends at 98.
   51.310415 s  Broker 2 serves.
   51.314561 s  The controller: broker 4 is let back in.
   51.315406 s  Broker 5: items-list-0 is led here in epoch 5, from 3 on.
   51.319561 s  The controller: broker 3 is let back in.
   51.324561 s  The controller: broker 1 is let back in.
   51.329561 s  The controller: broker 2 is let back in.
   51.350688 s  Broker 1: items-list-0 is cut from 98 to 3: the leader does not have the rest.
   51.365995 s  Broker 5: the ISR of items-list-0 was [5] and is [4, 5].
   51.376896 s  Broken: P6: LogName { topic: TopicId(0e77fcb67a15482990bd08bd85d524dc), partition: PartitionIndex(0) }: producer 0 is None after a restart, Some((0, 2, 2)) in the log
