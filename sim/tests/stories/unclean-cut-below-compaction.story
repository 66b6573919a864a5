glasslog story 1
breaks: P1
planted: nothing
run: AwIEBgCAv9YGAIDaxAkAAAEBHnVuY2xlYW4ubGVhZGVyLmVsZWN0aW9uLmVuYWJsZQR0cnVlBACAyrXuAQLAxNyrAwoAAcCp5a4CAAEACml0ZW1zLWxpc3QCAAQOY2xlYW51cC5wb2xpY3kOY29tcGFjdCxkZWxldGUZbWluLmNsZWFuYWJsZS5kaXJ0eS5yYXRpbwMwLjUTZGVsZXRlLnJldGVudGlvbi5tcwszMTUzNjAwMDAwMA1zZWdtZW50LmJ5dGVzBDMxNzgBAPmU8QIigIl6AAADAAppdGVtcy1saXN0AgECAMC4xhMBAMCF6zYCBQVhcHBsZQRwbHVtBGtpd2kEcGVhcgNmaWcAAICJegABBQAFYXVkaXQBCml0ZW1zLWxpc3QAAgEAAAAKgM-JigIAAYCJegACBQAFYXVkaXQBCml0ZW1zLWxpc3QAAgDAs_txAIDI0AcGgOnAXAAAgIl6AAMFAAtpdGVtcy1ncm91cAEKaXRlbXMtbGlzdAABBQAACIDZn00AAICJegAEHAtpdGVtcy1ncm91cAEKaXRlbXMtbGlzdICJegAFHAVhdWRpdAEKaXRlbXMtbGlzdKPIrAEABgEKaXRlbXMtbGlzdAqdsOoBAAYSAQQBBgEAAJ2w6gEABhIBBAIBAACdsOoBAAYSAQIBBgEAAJ2w6gEABhIBAgIBAACdsOoBAAYSAgECAQAA54W3AgAGEgIBBAEAAJmN7wIABhIBBgADAAHAzJ_8AZmN7wIABhIAAwEGAAHAzJ_8AZW4gQMABhIBBAEGAAAAlbiBAwEGEgEEAgAAAJW4gQMBBhICAQQAAACVuIEDAQYSAQIBBgAAAJW4gQMCBhICAQIAAACQpIIFAAYBCml0ZW1zLWxpc3QKkKSCBQEGEgECAgAAAIHImAYABg4CAomhogYABhIBBAEGAQAAiaGiBgAGEgEGAgEAAImhogYABhICAQYBAACJoaIGAAYOBAKJoaIGAAYNBO2czwYABhIBBAEGAAAAlZ-OBwAGAQppdGVtcy1saXN0CMPqoAcABhIAAgECAACAq6GGAsPqoAcABhIBBAIBAACnpY8IAAYSAQYCAAAAp6WPCAAGEgIBBgAAANvtuggA

What is done:
- 0 µs: Topic items-list is asked for, partitions: 1, cleanup.policy=compact,delete, min.cleanable.dirty.ratio=0.5, delete.retention.ms=31536000000, segment.bytes=3178.
- 2000000 µs: A producer comes: to items-list, acks=all, idempotent, a record every 115ms.
- 2000000 µs: A consumer comes: of items-list in group audit, scripted by hand.
- 2000000 µs: A consumer comes: of items-list in group audit.
- 2000000 µs: A consumer comes: of items-list in group items-group.
- 2000000 µs: Somebody watches the commits of group items-group.
- 2000000 µs: Somebody watches the commits of group audit.
- 2827299 µs: Topic items-list shall have 5 partitions.
- 3840029 µs: The link from broker 2 to broker 3 is cut.
- 3840029 µs: The link from broker 2 to the controller is cut.
- 3840029 µs: The link from broker 1 to broker 3 is cut.
- 3840029 µs: The link from broker 1 to the controller is cut.
- 3840029 µs: The link from the controller to broker 1 is cut.
- 5096167 µs: The link from the controller to broker 2 is cut.
- 6014617 µs: The link from broker 3 to client 3 is slower by 1.529s.
- 6014617 µs: The link from client 3 to broker 3 is slower by 1.529s.
- 6315029 µs: The link from broker 2 to broker 3 is whole.
- 6315029 µs: The link from broker 2 to the controller is whole.
- 6315029 µs: The link from the controller to broker 2 is whole.
- 6315029 µs: The link from broker 1 to broker 3 is whole.
- 6315029 µs: The link from the controller to broker 1 is whole.
- 10523152 µs: Topic items-list shall have 5 partitions.
- 10523152 µs: The link from broker 1 to the controller is whole.
- 12985345 µs: Broker 1 loses its power; some of what is unsynced survives.
- 13144201 µs: The link from broker 2 to broker 3 is cut.
- 13144201 µs: The link from broker 3 to the controller is cut.
- 13144201 µs: The link from the controller to broker 3 is cut.
- 13144201 µs: Broker 2 loses its power; some of what is unsynced survives.
- 13144201 µs: Broker 2 is started again.
- 13880941 µs: The link from broker 2 to broker 3 is whole.
- 14913429 µs: Topic items-list shall have 4 partitions.
- 15217987 µs: The link from client 2 to broker 1 is slower by 550ms.
- 15217987 µs: The link from broker 2 to the controller is cut.
- 17027751 µs: The link from broker 3 to the controller is whole.
- 17027751 µs: The link from the controller to broker 3 is whole.

What happened:
    0.000000 s  The ensemble elects controller 1.
    0.000000 s  Broker 1 starts.
    0.000000 s  Broker 2 starts.
    0.000000 s  Broker 3 starts.
    0.000000 s  Topic items-list is asked for, partitions: 1, cleanup.policy=compact,delete, min.cleanable.dirty.ratio=0.5, delete.retention.ms=31536000000, segment.bytes=3178.
    0.043638 s  Broker 1 serves.
    0.073655 s  Broker 3 serves.
    0.084334 s  Broker 2 serves.
    0.091287 s  The controller: broker 3 is let back in.
    0.098849 s  The controller: broker 2 is let back in.
    0.126744 s  Broker 1: topic items-list is there, partitions: 1.
    0.132104 s  Broker 2: topic items-list is there, partitions: 1.
    0.132104 s  Broker 2: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.132104 s  Broker 2: items-list-0 is led here in epoch 0, from 0 on.
    0.138042 s  Broker 3: topic items-list is there, partitions: 1.
    0.138042 s  Broker 3: items-list-0 is open, led here in epoch 0, and ends at 0.
    2.000000 s  A producer comes: to items-list, acks=all, idempotent, a record every 115ms.
    2.000000 s  A consumer comes: of items-list in group audit, scripted by hand.
    2.000000 s  A consumer comes: of items-list in group audit.
    2.000000 s  A consumer comes: of items-list in group items-group.
    2.000000 s  Somebody watches the commits of group items-group.
    2.000000 s  Somebody watches the commits of group audit.
    2.234568 s  Broker 3: group audit rebalances after generation 0: member consumer-3-fe406b48-1d92-4bb5-b8d2-66bc6b80ac6f joins.
    2.263739 s  Broker 2: group items-group rebalances after generation 0: member consumer-4-c7463830-6b13-41df-bdbe-48815c5459e7 joins.
    2.329997 s  Broker 3: group audit is stable in generation 1, members: 1.
    2.357920 s  Broker 2: group items-group is stable in generation 1, members: 1.
    2.384314 s  Broker 3: group audit rebalances after generation 1: member consumer-2-3acd87e8-c6c7-4714-8389-da080601cbb2 joins.
    2.827299 s  Topic items-list shall have 5 partitions.
    2.898976 s  Broker 1: items-list-1 is open, led here in epoch 0, and ends at 0.
    2.898976 s  Broker 1: items-list-2 is open, led here in epoch 0, and ends at 0.
    2.898976 s  Broker 1: items-list-2 is led here in epoch 0, from 0 on.
    2.898976 s  Broker 1: items-list-4 is open, led here in epoch 0, and ends at 0.
    2.903964 s  Broker 3: items-list-1 is open, led here in epoch 0, and ends at 0.
    2.903964 s  Broker 3: items-list-1 is led here in epoch 0, from 0 on.
    2.903964 s  Broker 3: items-list-3 is open, led here in epoch 0, and ends at 0.
    2.903964 s  Broker 3: items-list-4 is open, led here in epoch 0, and ends at 0.
    2.903964 s  Broker 3: items-list-4 is led here in epoch 0, from 0 on.
    2.908719 s  Broker 2: items-list-2 is open, led here in epoch 0, and ends at 0.
    2.908719 s  Broker 2: items-list-3 is open, led here in epoch 0, and ends at 0.
    2.908719 s  Broker 2: items-list-3 is led here in epoch 0, from 0 on.
    3.840029 s  The link from broker 2 to broker 3 is cut.
    3.840029 s  The link from broker 2 to the controller is cut.
    3.840029 s  The link from broker 1 to broker 3 is cut.
    3.840029 s  The link from broker 1 to the controller is cut.
    3.840029 s  The link from the controller to broker 1 is cut.
    5.096167 s  The link from the controller to broker 2 is cut.
    6.014617 s  The link from broker 3 to client 3 is slower by 1.529s.
    6.014617 s  The link from client 3 to broker 3 is slower by 1.529s.
    6.315029 s  The link from broker 2 to broker 3 is whole.
    6.315029 s  The link from broker 2 to the controller is whole.
    6.315029 s  The link from the controller to broker 2 is whole.
    6.315029 s  The link from broker 1 to broker 3 is whole.
    6.315029 s  The link from the controller to broker 1 is whole.
    6.460797 s  The controller: broker 1 is fenced.
    6.480831 s  Broker 2: items-list-2 is led here in epoch 1, from 0 on.
    6.481678 s  Broker 1: items-list-2 is led by broker 2 now, in epoch 1.
    6.494237 s  Broker 3: the ISR of items-list-1 was [3, 1] and is [3].
    6.494237 s  Broker 3: the ISR of items-list-4 was [3, 1] and is [3].
    6.501259 s  The controller: broker 2 is fenced.
    6.518861 s  Broker 2: items-list-0 is led by broker 3 now, in epoch 1.
    6.518861 s  Broker 2: items-list-2 is led by nobody now, in epoch 2.
    6.518861 s  Broker 2: items-list-3 is led by broker 3 now, in epoch 1.
    6.520668 s  Broker 3: items-list-0 is led here in epoch 1, from 20 on.
    6.520668 s  Broker 3: items-list-3 is led here in epoch 1, from 0 on.
    6.520668 s  Broker 3: groups read back from partition 2 of the commits: 1.
    6.604046 s  The controller: broker 2 is let back in.
    6.616714 s  Broker 2: items-list-0 is cut from 39 to 20: the leader does not have the rest.
    6.629057 s  Broker 2: items-list-2 is led here in epoch 3, from 0 on.
    6.683492 s  Broker 3: the ISR of items-list-3 was [3] and is [2, 3].
    6.707999 s  Broker 3: the ISR of items-list-0 was [3] and is [2, 3].
    6.856193 s  Broker 3: group items-group rebalances after generation 1: member consumer-4-c7463830-6b13-41df-bdbe-48815c5459e7 joins again with other metadata.
    6.970906 s  Broker 3: group items-group is stable in generation 2, members: 1.
   10.021915 s  Broker 3: items-list-0 is led by broker 2 now, in epoch 2.
   10.021915 s  Broker 3: items-list-3 is led by broker 2 now, in epoch 2.
   10.027777 s  Broker 2: items-list-0 is led here in epoch 2, from 47 on.
   10.027777 s  Broker 2: items-list-3 is led here in epoch 2, from 11 on.
   10.027777 s  Broker 2: groups read back from partition 2 of the commits: 1.
   10.523152 s  Topic items-list shall have 5 partitions.
   10.523152 s  The link from broker 1 to the controller is whole.
   10.574034 s  The controller: broker 1 is let back in.
   10.625826 s  Client 0: items-list: InvalidPartitions (37): topic items-list has 5 partitions: the new count must be larger, not 5.
   10.683420 s  Broker 2: the ISR of items-list-2 was [2] and is [1, 2].
   10.893563 s  Broker 3: the ISR of items-list-4 was [3] and is [3, 1].
   10.936894 s  Broker 3: the ISR of items-list-1 was [3] and is [3, 1].
   12.985345 s  Broker 1 loses its power; some of what is unsynced survives.
   12.985345 s  Broker 1 is down.
   13.144201 s  The link from broker 2 to broker 3 is cut.
   13.144201 s  The link from broker 3 to the controller is cut.
   13.144201 s  The link from the controller to broker 3 is cut.
   13.144201 s  Broker 2 loses its power; some of what is unsynced survives.
   13.144201 s  Broker 2 is down.
   13.144201 s  Broker 2 is started again.
   13.144201 s  Broker 2 starts.
   13.208549 s  Broker 2 serves.
   13.208549 s  Broker 2: items-list-2 is open, led here in epoch 4, and ends at 0.
   13.208549 s  Broker 2: items-list-3 is open, led here in epoch 3, and ends at 12; 826 torn bytes were cut.
   13.208549 s  Broker 2: items-list-0 is open, led here in epoch 3, and ends at 20; 232 torn bytes were cut.
   13.880941 s  The link from broker 2 to broker 3 is whole.
   14.360540 s  Client 4: its group gets nowhere (NotCoordinator (16)); it tries again.
   14.913429 s  Topic items-list shall have 4 partitions.
   15.044278 s  Client 0: items-list: InvalidPartitions (37): topic items-list has 5 partitions: the new count must be larger, not 4.
   15.217987 s  The link from client 2 to broker 1 is slower by 550ms.
   15.217987 s  The link from broker 2 to the controller is cut.
   15.471527 s  The controller: broker 1 is fenced.
   15.504904 s  Broker 2: items-list-2 is led here in epoch 5, from 0 on.
   15.998593 s  The controller: broker 3 is fenced.
   16.021706 s  Broker 2: items-list-0 is led here in epoch 4, from 20 on.
   16.021706 s  Broker 2: items-list-3 is led here in epoch 4, from 12 on.
   16.021706 s  Broker 2: groups read back from partition 2 of the commits: 1.
   16.079045 s  Broker 3: items-list-0 is cut from 52 to 20: the leader does not have the rest.
   16.079045 s  Broker 3: items-list-3 is cut from 22 to 12: the leader does not have the rest.
   17.027751 s  The link from broker 3 to the controller is whole.
   17.027751 s  The link from the controller to broker 3 is whole.
   17.048552 s  Broker 3: items-list-0 is led here in epoch 3, from 20 on.
   17.048552 s  Broker 3: items-list-3 is led here in epoch 3, from 12 on.
   17.048552 s  Broker 3: the ISR of items-list-1 was [3, 1] and is [3].
   17.048552 s  Broker 3: the ISR of items-list-4 was [3, 1] and is [3].
   17.048552 s  Broker 3: group audit is stable in generation 2, members: 2.
   17.048552 s  Broker 3: items-list-0 is led by broker 2 now, in epoch 4.
   17.048552 s  Broker 3: items-list-1 is led by nobody now, in epoch 1.
   17.048552 s  Broker 3: items-list-3 is led by broker 2 now, in epoch 4.
   17.048552 s  Broker 3: items-list-4 is led by nobody now, in epoch 1.
   17.105555 s  The controller: broker 3 is let back in.
   17.137497 s  Broker 3: items-list-1 is led here in epoch 2, from 13 on.
   17.137497 s  Broker 3: items-list-4 is led here in epoch 2, from 0 on.
   17.137497 s  Broker 3: groups read back from partition 3 of the commits: 1.
   17.622152 s  The controller: broker 2 is fenced.
   17.636695 s  Broker 3: items-list-0 is led here in epoch 5, from 20 on.
   17.636695 s  Broker 3: items-list-3 is led here in epoch 5, from 12 on.
   17.636695 s  Broker 3: groups read back from partition 2 of the commits: 1.
   17.653737 s  Broker 2: items-list-0 is led by broker 3 now, in epoch 5.
   17.653737 s  Broker 2: items-list-2 is led by nobody now, in epoch 6.
   17.653737 s  Broker 2: items-list-3 is led by broker 3 now, in epoch 5.
   17.741531 s  Broken: P1: LogName { topic: TopicId(43ea50c938414606b991fc6c629b0991), partition: PartitionIndex(0) }: producer 0 jumps from sequence 19 to 52
