glasslog story 1
breaks: R14
planted: nothing
run: AgIEAIDaxAkAAADAlrECAQITbWluLmluc3luYy5yZXBsaWNhcwEyHnVuY2xlYW4ubGVhZGVyLmVsZWN0aW9uLmVuYWJsZQR0cnVlBACAyrXuAQMACgACgPnhawEAAQCj6qNlBgAABgUAC2l0ZW1zLWdyb3VwAgppdGVtcy1saXN0Bm9yZGVycwECAQAAAArAiPXZAQAA8NwuAAkSAQICAQAA8NwuAAkOBALw3C4ACQ0E8NwuAAkXBPDJ26PJiY3P2gG0q4YCAAkOBAC0q4YCAA

What is done:
- 0 µs: A consumer comes: of items-list, orders in group items-group.
- 765552 µs: The link from broker 1 to the controller is cut.
- 765552 µs: Broker 2 loses its power; some of what is unsynced survives.
- 765552 µs: Broker 2 is started again.
- 765552 µs: A bit rots on the disk of broker 2.
- 4298164 µs: Broker 2 loses its power; nothing unsynced survives.

What happened:
    0.000000 s  The ensemble elects controller 1.
    0.000000 s  Broker 1 starts.
    0.000000 s  Broker 2 starts.
    0.000000 s  A consumer comes: of items-list, orders in group items-group.
    0.065000 s  Broker 1 serves.
    0.070000 s  Broker 2 serves.
    0.095000 s  The controller: broker 2 is let back in.
    0.441551 s  Broker 1: group items-group rebalances after generation 0: member consumer-7-d072d6f1-8e58-45f6-b20e-b861f675848a joins.
    0.536135 s  Broker 1: group items-group is stable in generation 1, members: 1.
    0.765552 s  The link from broker 1 to the controller is cut.
    0.765552 s  Broker 2 loses its power; some of what is unsynced survives.
    0.765552 s  Broker 2 is down.
    0.765552 s  Broker 2 is started again.
    0.765552 s  Broker 2 starts.
    0.765552 s  A bit rots on the disk of broker 2.
    0.770552 s  The controller: broker 2 is fenced.
    0.830552 s  Broker 2 serves.
    0.855552 s  The controller: broker 2 is let back in.
    3.590000 s  The controller: broker 1 is fenced.
    3.610050 s  Broker 2: groups read back from partition 2 of the commits: 1.
    4.298164 s  Broker 2 loses its power; nothing unsynced survives.
    4.298164 s  Broker 2 is down.
    4.298164 s  Broken: R14: LogName { topic: TopicId(b0eec177f01a4aff902fe8cc1350dbb4), partition: PartitionIndex(2) }: 1 disks lost data, min.insync.replicas is 2, and nobody is counted on
