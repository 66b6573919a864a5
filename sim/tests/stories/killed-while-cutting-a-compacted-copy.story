glasslog story 1
breaks: L9
planted: nothing
run: AwIEBgCA0coIAMCfqwMAgKToAwEEDXNlZ21lbnQuYnl0ZXMEMjUyNBRpbmRleC5pbnRlcnZhbC5ieXRlcwIyNxNtaW4uaW5zeW5jLnJlcGxpY2FzATEZbWluLmNsZWFuYWJsZS5kaXJ0eS5yYXRpbwMwLjEGAIDKte4BAcDrxdgDA4CfptwBAIDd4KADAAEACml0ZW1zLWxpc3QGAAABAJmu7gKkAYCJegAAAwAKaXRlbXMtbGlzdAIAAgDAi-QOAQCAxLOcAQAAAYCJegABAwAKaXRlbXMtbGlzdAEAAACAttwFAQCA0oG5AQAAAICJegACAwAKaXRlbXMtbGlzdAIBAQCA2sQJAQCA2sQJAQUFYXBwbGUEcGx1bQRraXdpBHBlYXIDZmlnAACAiXoAAwUAC2l0ZW1zLWdyb3VwAQppdGVtcy1saXN0AAAAAAaA6cnWAQABgIl6AAQcC2l0ZW1zLWdyb3VwAQppdGVtcy1saXN0gIl6AAUcBWF1ZGl0AQppdGVtcy1saXN0vqLOAQAGEwEGAQKsk5ICAAYBCml0ZW1zLWxpc3QMlYmNAwAGEgEEAQYBAACViY0DAAYSAQYBBAEAAJWJjQMABhIBBAIBAACViY0DAAYSAgEEAQAAlYmNAwAGEgECAQYBAACViY0DAAYSAQYBAgEAAJWJjQMABhIBAgIBAACViY0DAAYSAgECAQAA5e-KBAAGDgIB5e-KBAAGDgQC5e-KBAAGDgYC2ePpBAAGEgIBBgEAAK2C-gQABg0Gl82fBQAGDgICl82fBQAGDgYAza7JBQAGDQKD1PYFAAYSAQICAAAAg9T2BQAGEgIBAgAAAIPU9gUABhIBBAIAAACD1PYFAAYSAgEEAAAAvaCHBgAGDQSBiOIGAAYSAQYBBAAAAIGI4gYEBhIBBAEGAAAAgYjiBgQGEgIBBgAAALTykwcABhIBBAECAQAAtPKTBwAGEgECAgEAALTykwcABhICAQIBAAD_wp8HAAYNBtH09wcABhIBBgECAAAA3d-DCAAGEgIBBAAAAN3fgwgABhIBAgEGAAAA3d-DCAAGEgEGAQIAAADd34MIAAYSAQICAAAA3d-DCAAGEgIBAgAAAL6YiggABgEKaXRlbXMtbGlzdA6A9IEJAAYSAQICAQAAgPSBCQAGEgIBAgEAAID0gQkABhIBBgEEAQAAgPSBCQAGEgEEAQYBAACA9IEJAAYSAQYCAQAAgPSBCQAGEgIBBgEAAJjBygkABhIBAgEEAAAAmMHKCQAGEgEEAQIAAACYwcoJAwYSAQICAAAAmMHKCQMGEgIBAgAAAOikhAoABgEKaXRlbXMtbGlzdAyokeAKAAYSAQIBBAAAAKiR4AoABhICAQIAAACokeAKAAYSAQYBBAAAAKiR4AoABhIBBAEGAAAAqJHgCgEGEgEGAgAAAKiR4AoBBhICAQYAAAC6t4YLAAYSAQIBBAEAALq3hgsABhIBBAECAQAAureGCwAGEgECAgEAALq3hgsABhICAQIBAAC6t4YLAAYSAQYBBAEAALq3hgsABhIBBAEGAQAAureGCwAGEgEGAgEAALq3hgsABhICAQYBAADBvMwLAAYBCml0ZW1zLWxpc3QO1_qsDAAGAQppdGVtcy1saXN0DNTUwgwABhIBAgEEAAAA1NTCDAIGEgEEAQIAAADU1MIMAwYSAQIBBgAAANTUwgwDBhIBBgECAAAA1NTCDAMGEgECAgAAANTUwgwDBhICAQIAAACH8IcNAAYOAgKH8IcNAAYOBACH8IcNAAYOBgKPoq4NAAYNAq-guQ0ABg0E3-LuDQAGEgEGAQIBAADf4u4NAAYSAQIBBgEAAN_i7g0ABhIBBAECAQAA3-LuDQAGEgECAQQBAADf4u4NAAYSAQQCAQAA3-LuDQAGEgIBBAEAAK_KqA4ABg0GoqmuDgAGEgECAQQAAACiqa4OAQYSAQQBAgAAAKKprg4BBhIBAgIAAACiqa4OAQYSAgECAAAAoqmuDgEGEgEGAQQAAACiqa4OBgYSAQQBBgAAAKKprg4GBhIBBgIAAACiqa4OBgYSAgEGAAAAx7HgDgAGEgEGAQQBAADHseAOAAYSAQQBBgEAAMex4A4ABhIBBgIBAADHseAOAAYSAgEGAQAAx7HgDgAGEgECAQQBAADHseAOAAYSAQQBAgEAAMex4A4ABhIBAgIBAADHseAOAAYSAgECAQAA7OfRDwAGEgECAgEAAOzn0Q8ABhICAQYBAACmmNUQAAYOAgKmmNUQAAYOBAKmmNUQAAYOBgKG4acRAAYBCml0ZW1zLWxpc3QM1ty2EQAGDQaPx8gRAAYSAQYCAAAAj8fIEQAGEgIBBgAAAMug1BEABhIBBgIBAADLoNQRAAYSAgEGAQAA5sHZEQAGDQSFrr4SAAYTAQYBAv7mxxIABg0ChIzkEgAGEgECAgAAAISM5BIABhICAQIAAACEjOQSAAYSAQQCAAAAhIzkEgAGEgIBBAAAAISM5BIABhIBBgIAAACEjOQSAAYSAgEGAAAA7-XvEgAGEwEGAQTTndwTAAYSAQIBBAAAANOd3BMABhIBBAECAAAAqPTlEwAGAQppdGVtcy1saXN0COep_BMABhIBBgECAAAA56n8EwEGEgECAQYAAADnqfwTAQYSAQYCAAAA08arFQAGEgECAQQBAADTxqsVAAYSAQQBAgEAANPGqxUABhIBAgIBAADTxqsVAAYSAgECAQAA08arFQAGEgEGAgEAANPGqxUABhICAQYBAAD3xKEWAAYTAQIBBrOr-hYABhIBAgEEAAAAs6v6FgAGEgEEAQIAAACzq_oWAgYSAQICAAAAs6v6FgIGEgIBAgAAALOr-hYCBhIBBgEEAAAAs6v6FgIGEgEEAQYAAACzq_oWAwYSAQYCAAAAs6v6FgMGEgIBBgAAAOu1iBcABgEKaXRlbXMtbGlzdA7pwtYXAAYOAgLpwtYXAAYOBADpwtYXAAYOBgLHo9UYAAYBCml0ZW1zLWxpc3QO4aP6GAAGDQaZhYwZAAYNBJmNrxkABhMBAgEG0Ym8GQAGDQKq9-EZAAYTAQQBAoHZlRoABhIBBAECAQAAgdmVGgAGEgEGAQQBAACB2ZUaAAYSAQQCAQAAgdmVGgAGEgIBBAEAAODH9xoABg4CAuDH9xoABg4EAeDH9xoABg4GAailzhsABg0G0u7rHQEagJfIHQEGEgECAQYAAACAl8gdAQYSAQICAAAAgJfIHQEGEgEEAQYAAACAl8gdAQYSAQYBAgAAAICXyB0BBhIBBgEEAAAAgJfIHQEGEgEGAgAAAICXyB0BBhICAQIAAACAl8gdAQYSAgEGAAAAgJfIHQEGGQDAlrECAMCWsQKAl8gdAQYUgJfIHQEGFgIAAAAAAACAl8gdAQYLAoCXyB0BBg0CwLHUHQEGFgQAAAAAAADAsdQdAQYLBMCx1B0BBg0EgMzgHQEGFgYAAAAAAACAzOAdAQYLBoDM4B0BBg0Gk-rrHQAGCQEAk-rrHQAGCQIAk-rrHQAGCQMAk-rrHQAGBQAFYXVkaXQBCml0ZW1zLWxpc3QBAgDAmJ_jAgAACoD84pQBAACT6usdAAcSAQQBAgAAAJPq6x0ABxIBBAIAAACT6usdAAcSAgEEAAAA

What is done:
- 0 µs: Topic items-list is asked for, partitions: 3.
- 2000000 µs: A producer comes: to items-list, acks=all, a record every 328ms, scripted by hand.
- 2000000 µs: A producer comes: to items-list, acks=1, a record every 388ms.
- 2000000 µs: A producer comes: to items-list, acks=all, idempotent, a record every 20ms.
- 2000000 µs: A consumer comes: of items-list in group items-group, scripted by hand.
- 2000000 µs: Somebody watches the commits of group items-group.
- 2000000 µs: Somebody watches the commits of group audit.
- 3379518 µs: The connections between broker 3 and broker 1 break.
- 4491692 µs: Topic items-list shall have 6 partitions.
- 6505621 µs: The link from broker 2 to broker 3 is cut.
- 6505621 µs: The link from broker 3 to broker 2 is cut.
- 6505621 µs: The link from broker 2 to the controller is cut.
- 6505621 µs: The link from the controller to broker 2 is cut.
- 6505621 µs: The link from broker 1 to broker 3 is cut.
- 6505621 µs: The link from broker 3 to broker 1 is cut.
- 6505621 µs: The link from broker 1 to the controller is cut.
- 6505621 µs: The link from the controller to broker 1 is cut.
- 8566757 µs: Broker 1 loses its power; everything unsynced survives.
- 8566757 µs: Broker 2 loses its power; some of what is unsynced survives.
- 8566757 µs: Broker 3 loses its power; some of what is unsynced survives.
- 10121689 µs: The link from the controller to broker 3 is cut.
- 10387757 µs: Broker 3 is started again.
- 11003543 µs: Broker 1 loses its power; some of what is unsynced survives.
- 11003543 µs: Broker 3 loses its power; nothing unsynced survives.
- 11687757 µs: Broker 1 is started again.
- 12429827 µs: The link from broker 1 to the controller is whole.
- 12429827 µs: The link from the controller to broker 1 is whole.
- 12429827 µs: The link from broker 2 to the controller is whole.
- 12429827 µs: The link from the controller to broker 2 is whole.
- 12701757 µs: Broker 2 is started again.
- 14189569 µs: The link from broker 3 to broker 2 is whole.
- 14189569 µs: The link from broker 2 to broker 3 is whole.
- 14189569 µs: The link from the controller to broker 3 is whole.
- 15006004 µs: The link from broker 2 to broker 1 is cut.
- 15006004 µs: The link from broker 1 to the controller is cut.
- 15006004 µs: The link from the controller to broker 1 is cut.
- 15196543 µs: Broker 3 is started again.
- 16644689 µs: The link from broker 3 to broker 1 is whole.
- 16838621 µs: The link from the controller to broker 2 is whole.
- 16838621 µs: The link from broker 1 to broker 3 is whole.
- 16838621 µs: The link from broker 3 to broker 1 is whole.
- 16838621 µs: The link from broker 1 to the controller is whole.
- 16838621 µs: The link from the controller to broker 1 is whole.
- 16944190 µs: Topic items-list shall have 7 partitions.
- 18905600 µs: The link from broker 1 to the controller is cut.
- 18905600 µs: The link from the controller to broker 1 is cut.
- 18905600 µs: The link from broker 3 to broker 2 is cut.
- 18905600 µs: The link from broker 2 to broker 3 is cut.
- 18905600 µs: The link from broker 3 to the controller is cut.
- 18905600 µs: The link from the controller to broker 3 is cut.
- 20095128 µs: The link from broker 1 to broker 2 is whole.
- 20095128 µs: The link from broker 2 to broker 1 is whole.
- 20095128 µs: The link from broker 1 to the controller is whole.
- 20095128 µs: The link from the controller to broker 1 is whole.
- 21041768 µs: Topic items-list shall have 6 partitions.
- 22546600 µs: The link from broker 1 to broker 2 is whole.
- 22546600 µs: The link from the controller to broker 1 is whole.
- 22546600 µs: The link from broker 3 to broker 2 is whole.
- 22546600 µs: The link from broker 2 to broker 3 is whole.
- 22546600 µs: The link from broker 3 to the controller is whole.
- 22546600 µs: The link from the controller to broker 3 is whole.
- 23174074 µs: The link from broker 1 to broker 2 is cut.
- 23174074 µs: The link from broker 2 to broker 1 is cut.
- 23174074 µs: The link from broker 1 to the controller is cut.
- 23174074 µs: The link from the controller to broker 1 is cut.
- 23174074 µs: The link from broker 3 to broker 2 is cut.
- 23174074 µs: The link from broker 2 to broker 3 is cut.
- 23174074 µs: The link from broker 3 to the controller is cut.
- 23174074 µs: The link from the controller to broker 3 is cut.
- 24321601 µs: Topic items-list shall have 7 partitions.
- 25902423 µs: Topic items-list shall have 6 partitions.
- 26258004 µs: The link from broker 1 to broker 2 is whole.
- 26258004 µs: The link from broker 2 to broker 1 is whole.
- 26258004 µs: The link from broker 1 to broker 3 is whole.
- 26258004 µs: The link from broker 3 to broker 1 is whole.
- 26258004 µs: The link from broker 1 to the controller is whole.
- 26258004 µs: The link from the controller to broker 1 is whole.
- 27392007 µs: Broker 1 loses its power; some of what is unsynced survives.
- 27392007 µs: Broker 2 loses its power; nothing unsynced survives.
- 27392007 µs: Broker 3 loses its power; some of what is unsynced survives.
- 28021007 µs: Broker 1 is started again.
- 28201007 µs: Broker 2 is started again.
- 29077855 µs: The link from broker 3 to broker 1 is cut.
- 29077855 µs: The link from broker 1 to broker 3 is cut.
- 29077855 µs: The link from broker 2 to broker 1 is cut.
- 29077855 µs: The link from broker 1 to broker 2 is cut.
- 29077855 µs: The link from broker 2 to the controller is cut.
- 29077855 µs: The link from the controller to broker 2 is cut.
- 30025007 µs: Broker 3 is started again.
- 30119074 µs: The link from broker 1 to broker 2 is whole.
- 30119074 µs: The link from broker 2 to broker 1 is whole.
- 30119074 µs: The link from broker 1 to the controller is whole.
- 30119074 µs: The link from the controller to broker 1 is whole.
- 30119074 µs: The link from broker 3 to broker 2 is whole.
- 30119074 µs: The link from broker 2 to broker 3 is whole.
- 30119074 µs: The link from broker 3 to the controller is whole.
- 30119074 µs: The link from the controller to broker 3 is whole.
- 30939335 µs: The link from broker 3 to broker 2 is cut.
- 30939335 µs: The link from broker 2 to broker 3 is cut.
- 30939335 µs: The link from broker 3 to the controller is cut.
- 30939335 µs: The link from the controller to broker 3 is cut.
- 30939335 µs: The link from broker 1 to broker 2 is cut.
- 30939335 µs: The link from broker 2 to broker 1 is cut.
- 30939335 µs: The link from broker 1 to the controller is cut.
- 30939335 µs: The link from the controller to broker 1 is cut.
- 32797676 µs: The link from broker 1 to the controller is cut.
- 32797676 µs: The link from the controller to broker 3 is cut.
- 34950182 µs: Broker 1 loses its power; some of what is unsynced survives.
- 34950182 µs: Broker 2 loses its power; some of what is unsynced survives.
- 34950182 µs: Broker 3 loses its power; some of what is unsynced survives.
- 36302982 µs: Topic items-list shall have 6 partitions.
- 36548182 µs: Broker 3 is started again.
- 36840335 µs: The link from broker 3 to the controller is whole.
- 36840335 µs: The link from the controller to broker 3 is whole.
- 37032011 µs: The link from broker 3 to the controller is cut.
- 37032011 µs: The link from the controller to broker 3 is cut.
- 37118182 µs: Broker 2 is started again.
- 38770437 µs: The connections between broker 3 and broker 1 break.
- 38925182 µs: Broker 1 is started again.
- 39388676 µs: The link from broker 1 to the controller is whole.
- 39388676 µs: The link from the controller to broker 1 is whole.
- 39388676 µs: The link from broker 2 to the controller is whole.
- 39388676 µs: The link from the controller to broker 2 is whole.
- 39388676 µs: The link from broker 3 to the controller is whole.
- 39388676 µs: The link from the controller to broker 3 is whole.
- 39580399 µs: The connections between broker 3 and broker 2 break.
- 41357011 µs: The link from broker 1 to broker 2 is whole.
- 41357011 µs: The link from broker 2 to broker 1 is whole.
- 41515560 µs: Topic items-list shall have 4 partitions.
- 41882855 µs: The link from broker 3 to broker 1 is whole.
- 41882855 µs: The link from broker 1 to broker 3 is whole.
- 41882855 µs: The link from broker 3 to the controller is whole.
- 44753747 µs: The link from broker 1 to broker 2 is cut.
- 44753747 µs: The link from broker 2 to broker 1 is cut.
- 44753747 µs: The link from broker 1 to the controller is cut.
- 44753747 µs: The link from the controller to broker 1 is cut.
- 44753747 µs: The link from broker 3 to the controller is cut.
- 44753747 µs: The link from the controller to broker 3 is cut.
- 46686839 µs: The connections between broker 1 and broker 3 break.
- 48141747 µs: The link from broker 1 to broker 2 is whole.
- 48141747 µs: The link from broker 2 to broker 1 is whole.
- 48141747 µs: The link from broker 1 to the controller is whole.
- 48141747 µs: The link from the controller to broker 1 is whole.
- 48141747 µs: The link from broker 3 to broker 2 is whole.
- 48141747 µs: The link from broker 2 to broker 3 is whole.
- 48141747 µs: The link from broker 3 to the controller is whole.
- 48141747 µs: The link from the controller to broker 3 is whole.
- 48372459 µs: Topic items-list shall have 7 partitions.
- 49652073 µs: Broker 1 loses its power; some of what is unsynced survives.
- 49652073 µs: Broker 2 loses its power; nothing unsynced survives.
- 49652073 µs: Broker 3 loses its power; some of what is unsynced survives.
- 51728839 µs: Topic items-list shall have 7 partitions.
- 52335073 µs: Broker 3 is started again.
- 52626073 µs: Broker 2 is started again.
- 53200537 µs: The connections between broker 1 and broker 3 break.
- 53413073 µs: Broker 1 is started again.
- 54033322 µs: The connections between broker 2 and broker 1 break.
- 54881409 µs: The link from broker 2 to broker 1 is cut.
- 54881409 µs: The link from broker 3 to broker 2 is cut.
- 54881409 µs: The link from broker 2 to the controller is cut.
- 54881409 µs: The link from the controller to broker 2 is cut.
- 56484832 µs: Broker 1 loses its power; some of what is unsynced survives.
- 56484832 µs: Broker 2 loses its power; everything unsynced survives.
- 56484832 µs: Broker 3 loses its power; everything unsynced survives.
- 57905832 µs: Broker 3 is started again.
- 62000000 µs: The link from broker 1 to broker 3 is whole.
- 62000000 µs: The link from broker 1 to the controller is whole.
- 62000000 µs: The link from broker 2 to broker 3 is whole.
- 62000000 µs: The link from broker 3 to broker 1 is whole.
- 62000000 µs: The link from broker 3 to broker 2 is whole.
- 62000000 µs: The link from broker 3 to the controller is whole.
- 62000000 µs: The link from the controller to broker 1 is whole.
- 62000000 µs: The link from the controller to broker 3 is whole.
- 62000000 µs: Messages take 5ms from now on, and up to 5ms more.
- 62000000 µs: The ensemble shall elect another controller.
- 62000000 µs: The disk of broker 1 is as good as new.
- 62000000 µs: The process of broker 1 is killed.
- 62000000 µs: Broker 1 is started again.
- 62200000 µs: The disk of broker 2 is as good as new.
- 62200000 µs: The process of broker 2 is killed.
- 62200000 µs: Broker 2 is started again.
- 62400000 µs: The disk of broker 3 is as good as new.
- 62400000 µs: The process of broker 3 is killed.
- 62400000 µs: Broker 3 is started again.
- 62584083 µs: Producer 1 sends no more by itself.
- 62584083 µs: Producer 2 sends no more by itself.
- 62584083 µs: Producer 3 sends no more by itself.
- 62584083 µs: A consumer comes: of items-list in group audit.
- 62584083 µs: The link from broker 2 to broker 1 is whole.
- 62584083 µs: The link from broker 2 to the controller is whole.
- 62584083 µs: The link from the controller to broker 2 is whole.

What happened:
    0.000000 s  The ensemble elects controller 1.
    0.000000 s  Broker 1 starts.
    0.000000 s  Broker 2 starts.
    0.000000 s  Broker 3 starts.
    0.000000 s  Topic items-list is asked for, partitions: 3.
    0.065754 s  Broker 3 serves.
    0.074356 s  Broker 2 serves.
    0.083801 s  Broker 1 serves.
    0.107304 s  The controller: broker 2 is let back in.
    0.116488 s  The controller: broker 1 is let back in.
    0.445565 s  Broker 1: topic items-list is there, partitions: 3.
    0.449730 s  Broker 3: topic items-list is there, partitions: 3.
    0.450282 s  Broker 2: topic items-list is there, partitions: 3.
    0.488052 s  Broker 1: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.488052 s  Broker 1: items-list-0 is led here in epoch 0, from 0 on.
    0.489756 s  Broker 3: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.491777 s  Broker 2: items-list-0 is open, led here in epoch 0, and ends at 0.
    0.498076 s  Broker 1: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.500371 s  Broker 3: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.502700 s  Broker 2: items-list-1 is open, led here in epoch 0, and ends at 0.
    0.502700 s  Broker 2: items-list-1 is led here in epoch 0, from 0 on.
    0.506683 s  Broker 1: items-list-2 is open, led here in epoch 0, and ends at 0.
    0.511621 s  Broker 3: items-list-2 is open, led here in epoch 0, and ends at 0.
    0.511621 s  Broker 3: items-list-2 is led here in epoch 0, from 0 on.
    0.512035 s  Broker 2: items-list-2 is open, led here in epoch 0, and ends at 0.
    2.000000 s  A producer comes: to items-list, acks=all, a record every 328ms, scripted by hand.
    2.000000 s  A producer comes: to items-list, acks=1, a record every 388ms.
    2.000000 s  A producer comes: to items-list, acks=all, idempotent, a record every 20ms.
    2.000000 s  A consumer comes: of items-list in group items-group, scripted by hand.
    2.000000 s  Somebody watches the commits of group items-group.
    2.000000 s  Somebody watches the commits of group audit.
    2.414734 s  Broker 1: group items-group rebalances after generation 0: member consumer-4-0349b075-9b4e-40f1-b0b6-e603c6339439 joins.
    2.528969 s  Broker 1: group items-group is stable in generation 1, members: 1.
    3.379518 s  The connections between broker 3 and broker 1 break.
    4.491692 s  Topic items-list shall have 6 partitions.
    4.605055 s  Broker 1: items-list-3 is open, led here in epoch 0, and ends at 0.
    4.605055 s  Broker 1: items-list-3 is led here in epoch 0, from 0 on.
    4.605291 s  Broker 2: items-list-3 is open, led here in epoch 0, and ends at 0.
    4.605558 s  Broker 3: items-list-3 is open, led here in epoch 0, and ends at 0.
    4.614285 s  Broker 1: items-list-4 is open, led here in epoch 0, and ends at 0.
    4.614730 s  Broker 2: items-list-4 is open, led here in epoch 0, and ends at 0.
    4.614730 s  Broker 2: items-list-4 is led here in epoch 0, from 0 on.
    4.616901 s  Broker 3: items-list-4 is open, led here in epoch 0, and ends at 0.
    4.623564 s  Broker 2: items-list-5 is open, led here in epoch 0, and ends at 0.
    4.625356 s  Broker 1: items-list-5 is open, led here in epoch 0, and ends at 0.
    4.628763 s  Broker 3: items-list-5 is open, led here in epoch 0, and ends at 0.
    4.628763 s  Broker 3: items-list-5 is led here in epoch 0, from 0 on.
    6.505621 s  The link from broker 2 to broker 3 is cut.
    6.505621 s  The link from broker 3 to broker 2 is cut.
    6.505621 s  The link from broker 2 to the controller is cut.
    6.505621 s  The link from the controller to broker 2 is cut.
    6.505621 s  The link from broker 1 to broker 3 is cut.
    6.505621 s  The link from broker 3 to broker 1 is cut.
    6.505621 s  The link from broker 1 to the controller is cut.
    6.505621 s  The link from the controller to broker 1 is cut.
    8.097603 s  The controller: broker 2 is fenced.
    8.107670 s  The controller: broker 1 is fenced.
    8.119228 s  Broker 3: items-list-1 is led here in epoch 1, from 142 on.
    8.119228 s  Broker 3: the ISR of items-list-2 was [3, 1, 2] and is [3, 1].
    8.119228 s  Broker 3: items-list-4 is led here in epoch 1, from 0 on.
    8.119228 s  Broker 3: the ISR of items-list-5 was [3, 1, 2] and is [3, 1].
    8.130799 s  Broker 3: items-list-0 is led here in epoch 1, from 97 on.
    8.130799 s  Broker 3: the ISR of items-list-1 was [3, 1] and is [3].
    8.130799 s  Broker 3: the ISR of items-list-2 was [3, 1] and is [3].
    8.130799 s  Broker 3: items-list-3 is led here in epoch 1, from 0 on.
    8.130799 s  Broker 3: the ISR of items-list-4 was [3, 1] and is [3].
    8.130799 s  Broker 3: the ISR of items-list-5 was [3, 1] and is [3].
    8.130959 s  Broker 3: groups read back from partition 2 of the commits: 1.
    8.566757 s  Broker 1 loses its power; everything unsynced survives.
    8.566757 s  Broker 1 is down.
    8.566757 s  Broker 2 loses its power; some of what is unsynced survives.
    8.566757 s  Broker 2 is down.
    8.566757 s  Broker 3 loses its power; some of what is unsynced survives.
    8.566757 s  Broker 3 is down.
    8.590433 s  Client 1: record 15 is given up: it may be in the log or not.
   10.121689 s  The link from the controller to broker 3 is cut.
   10.387757 s  Broker 3 is started again.
   10.387757 s  Broker 3 starts.
   10.587463 s  The controller: broker 3 is fenced.
   11.003543 s  Broker 1 loses its power; some of what is unsynced survives.
   11.003543 s  Broker 3 loses its power; nothing unsynced survives.
   11.003543 s  Broker 3 is down.
   11.687757 s  Broker 1 is started again.
   11.687757 s  Broker 1 starts.
   12.429827 s  The link from broker 1 to the controller is whole.
   12.429827 s  The link from the controller to broker 1 is whole.
   12.429827 s  The link from broker 2 to the controller is whole.
   12.429827 s  The link from the controller to broker 2 is whole.
   12.506460 s  Broker 1 serves.
   12.633173 s  Broker 1: items-list-3 is open, led here in epoch 2, and ends at 0.
   12.642010 s  Broker 1: items-list-4 is open, led here in epoch 2, and ends at 0.
   12.650800 s  Broker 1: items-list-5 is open, led here in epoch 1, and ends at 0.
   12.662003 s  Broker 1: items-list-2 is open, led here in epoch 1, and ends at 8.
   12.672380 s  Broker 1: items-list-0 is open, led here in epoch 2, and ends at 109.
   12.683363 s  Broker 1: items-list-1 is open, led here in epoch 2, and ends at 151.
   12.701757 s  Broker 2 is started again.
   12.701757 s  Broker 2 starts.
   12.775682 s  Broker 2 serves.
   12.912888 s  Broker 2: items-list-3 is open, led here in epoch 2, and ends at 0.
   12.922170 s  Broker 2: items-list-4 is open, led here in epoch 2, and ends at 0.
   12.930895 s  Broker 2: items-list-5 is open, led here in epoch 1, and ends at 0.
   12.940073 s  Broker 2: items-list-2 is open, led here in epoch 1, and ends at 5; 6 torn bytes were cut.
   12.951756 s  Broker 2: items-list-1 is open, led here in epoch 2, and ends at 117; 828 torn bytes were cut.
   12.963304 s  Broker 2: items-list-0 is open, led here in epoch 2, and ends at 88.
   14.189569 s  The link from broker 3 to broker 2 is whole.
   14.189569 s  The link from broker 2 to broker 3 is whole.
   14.189569 s  The link from the controller to broker 3 is whole.
   15.006004 s  The link from broker 2 to broker 1 is cut.
   15.006004 s  The link from broker 1 to the controller is cut.
   15.006004 s  The link from the controller to broker 1 is cut.
   15.196543 s  Broker 3 is started again.
   15.196543 s  Broker 3 starts.
   15.265291 s  Broker 3 serves.
   15.275206 s  Broker 3: groups read back from partition 2 of the commits: 1.
   15.395431 s  Broker 3: items-list-3 is open, led here in epoch 3, and ends at 0.
   15.395431 s  Broker 3: items-list-3 is led here in epoch 3, from 0 on.
   15.403852 s  Broker 3: items-list-4 is open, led here in epoch 3, and ends at 0.
   15.403852 s  Broker 3: items-list-4 is led here in epoch 3, from 0 on.
   15.413536 s  Broker 3: items-list-5 is open, led here in epoch 2, and ends at 0.
   15.413536 s  Broker 3: items-list-5 is led here in epoch 2, from 0 on.
   15.424664 s  Broker 3: items-list-2 is open, led here in epoch 2, and ends at 0.
   15.424664 s  Broker 3: items-list-2 is led here in epoch 2, from 0 on.
   15.434590 s  Broker 3: items-list-1 is open, led here in epoch 3, and ends at 117.
   15.434590 s  Broker 3: items-list-1 is led here in epoch 3, from 117 on.
   15.443686 s  Broker 3: items-list-0 is open, led here in epoch 3, and ends at 90; 48 torn bytes were cut.
   15.443686 s  Broker 3: items-list-0 is led here in epoch 3, from 90 on.
   15.451884 s  Broker 3: the ISR of items-list-3 was [3] and is [2, 3].
   15.487991 s  Broker 2: items-list-2 is cut from 5 to 0: the leader does not have the rest.
   15.511194 s  Broker 3: group items-group rebalances after generation 1: member consumer-4-0349b075-9b4e-40f1-b0b6-e603c6339439 joins again as leader.
   15.518357 s  Broker 3: the ISR of items-list-1 was [3] and is [2, 3].
   15.518357 s  Broker 3: the ISR of items-list-5 was [3] and is [3, 2].
   15.588243 s  Broker 3: the ISR of items-list-0 was [3] and is [2, 3].
   15.588243 s  Broker 3: the ISR of items-list-4 was [3] and is [2, 3].
   15.616390 s  Broker 3: group items-group is stable in generation 2, members: 1.
   15.626977 s  Broker 3: the ISR of items-list-2 was [3] and is [3, 2].
   16.526090 s  The controller: broker 1 is fenced.
   16.644689 s  The link from broker 3 to broker 1 is whole.
   16.838621 s  The link from the controller to broker 2 is whole.
   16.838621 s  The link from broker 1 to broker 3 is whole.
   16.838621 s  The link from broker 3 to broker 1 is whole.
   16.838621 s  The link from broker 1 to the controller is whole.
   16.838621 s  The link from the controller to broker 1 is whole.
   16.944190 s  Topic items-list shall have 7 partitions.
   16.946044 s  Broker 1: items-list-0 is cut from 109 to 90: the leader does not have the rest.
   16.946044 s  Broker 1: items-list-1 is cut from 151 to 117: the leader does not have the rest.
   16.946044 s  Broker 1: items-list-2 is cut from 8 to 0: the leader does not have the rest.
   17.035385 s  The controller: broker 1 is let back in.
   17.084246 s  Broker 2: items-list-6 is open, led here in epoch 0, and ends at 0.
   17.085771 s  Broker 3: items-list-6 is open, led here in epoch 0, and ends at 0.
   17.124982 s  Broker 1: items-list-6 is open, led here in epoch 0, and ends at 0.
   17.124982 s  Broker 1: items-list-6 is led here in epoch 0, from 0 on.
   17.145510 s  Broker 3: the ISR of items-list-3 was [2, 3] and is [1, 2, 3].
   17.145510 s  Broker 3: the ISR of items-list-4 was [2, 3] and is [2, 3, 1].
   17.145510 s  Broker 3: the ISR of items-list-5 was [3, 2] and is [3, 1, 2].
   17.187187 s  Client 3: record 234 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 235 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 236 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 239 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 240 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 241 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 244 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 245 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 246 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 249 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 250 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 251 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 254 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 255 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 256 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 259 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 260 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 261 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 264 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 265 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 266 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 269 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 270 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 271 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 274 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 275 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 276 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 279 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 280 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 281 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 284 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 285 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 286 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 289 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 290 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 291 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 294 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 295 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 296 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 299 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 300 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 301 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 304 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 305 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 306 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 309 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 310 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 311 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 314 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 315 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 316 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 319 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 320 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 321 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 324 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 325 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 326 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 329 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 330 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 331 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 334 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 335 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 336 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 339 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 340 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 341 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 344 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 345 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 346 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 349 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 350 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 351 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 354 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 355 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 356 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 359 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 360 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 361 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 364 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 365 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 366 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 369 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 370 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 371 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 374 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 375 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 376 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 379 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 380 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 381 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 384 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 385 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 386 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 389 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 390 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 391 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 394 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 395 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 396 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 399 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 400 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 401 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 404 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 405 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 406 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 409 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 410 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 411 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 414 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 415 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 416 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 419 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 420 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 421 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 424 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 425 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 426 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 429 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 430 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 431 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 434 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 435 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 436 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 439 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 440 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 441 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 444 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 445 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 446 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 449 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 450 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 451 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 454 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 455 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 456 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 459 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 460 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 461 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 464 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 465 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 466 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 469 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 470 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 471 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 474 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 475 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 476 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 479 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 480 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 481 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 484 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 485 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 486 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 489 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 490 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 491 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 494 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 495 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 496 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 499 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 500 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 501 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 504 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 505 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 506 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 509 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 510 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 511 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 514 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 515 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 516 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 519 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 520 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 521 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 524 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 525 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 526 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 529 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 530 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 531 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 534 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 535 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 536 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 539 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 540 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 541 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 544 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 545 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 546 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 549 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 550 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 551 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 554 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 555 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 556 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 559 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 560 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 561 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 564 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 565 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 566 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 570 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 571 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 575 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 576 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 580 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 581 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 585 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 586 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 590 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 591 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 595 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 596 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 600 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 601 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 605 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 606 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 610 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 611 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 615 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 616 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 620 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 621 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 625 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 626 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 630 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 631 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 635 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 636 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 640 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 641 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 645 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 646 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 650 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 651 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 655 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 656 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 660 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 661 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 665 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 666 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 670 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 671 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 675 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 676 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 680 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 681 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 685 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 686 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 690 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 691 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 695 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 696 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 700 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 701 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 705 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 706 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 710 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 711 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 715 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 716 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 720 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 721 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 725 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 726 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 730 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 731 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 735 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 736 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 740 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 741 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 745 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 746 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 750 was refused: RecordListTooLarge (18).
   17.187187 s  Client 3: record 751 was refused: RecordListTooLarge (18).
   17.215648 s  Broker 3: the ISR of items-list-0 was [2, 3] and is [1, 2, 3].
   17.215648 s  Broker 3: the ISR of items-list-1 was [2, 3] and is [2, 3, 1].
   17.215648 s  Broker 3: the ISR of items-list-2 was [3, 2] and is [3, 1, 2].
   18.268793 s  Client 3: record 247 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 248 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 252 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 253 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 257 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 258 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 262 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 263 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 267 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 268 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 272 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 273 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 277 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 278 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 282 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 283 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 287 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 288 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 292 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 293 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 297 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 298 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 302 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 303 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 307 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 308 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 312 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 313 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 317 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 318 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 322 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 323 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 327 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 328 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 332 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 333 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 337 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 338 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 342 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 343 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 347 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 348 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 352 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 353 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 357 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 358 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 362 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 363 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 367 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 368 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 372 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 373 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 377 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 378 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 382 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 383 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 387 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 388 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 392 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 393 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 397 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 398 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 402 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 403 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 407 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 408 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 412 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 413 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 417 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 418 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 422 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 423 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 427 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 428 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 432 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 433 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 437 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 438 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 442 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 443 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 447 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 448 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 452 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 453 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 457 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 458 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 462 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 463 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 467 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 468 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 472 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 473 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 477 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 478 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 482 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 483 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 487 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 488 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 492 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 493 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 497 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 498 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 502 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 503 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 507 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 508 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 512 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 513 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 517 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 518 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 522 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 523 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 527 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 528 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 532 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 533 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 537 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 538 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 542 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 543 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 547 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 548 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 552 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 553 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 557 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 558 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 562 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 563 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 567 was refused: RecordListTooLarge (18).
   18.268793 s  Client 3: record 568 was refused: RecordListTooLarge (18).
   18.905600 s  The link from broker 1 to the controller is cut.
   18.905600 s  The link from the controller to broker 1 is cut.
   18.905600 s  The link from broker 3 to broker 2 is cut.
   18.905600 s  The link from broker 2 to broker 3 is cut.
   18.905600 s  The link from broker 3 to the controller is cut.
   18.905600 s  The link from the controller to broker 3 is cut.
   20.031079 s  Broker 2: items-list-1 is led here in epoch 4, from 171 on.
   20.031079 s  Broker 2: items-list-4 is led here in epoch 4, from 62 on.
   20.095128 s  The link from broker 1 to broker 2 is whole.
   20.095128 s  The link from broker 2 to broker 1 is whole.
   20.095128 s  The link from broker 1 to the controller is whole.
   20.095128 s  The link from the controller to broker 1 is whole.
   20.116426 s  Broker 1: items-list-0 is led here in epoch 4, from 111 on.
   20.116426 s  Broker 1: items-list-3 is led here in epoch 4, from 120 on.
   20.200683 s  Broker 1: items-list-1 is cut from 173 to 171: the leader does not have the rest.
   20.200683 s  Broker 1: items-list-4 is cut from 64 to 62: the leader does not have the rest.
   20.524873 s  The controller: broker 1 is fenced.
   20.537990 s  The controller: broker 1 is let back in.
   20.544586 s  Broker 2: items-list-0 is led here in epoch 5, from 111 on.
   20.544586 s  Broker 2: the ISR of items-list-1 was [2, 3, 1] and is [2, 3].
   20.544586 s  Broker 2: items-list-3 is led here in epoch 5, from 120 on.
   20.544586 s  Broker 2: the ISR of items-list-4 was [2, 3, 1] and is [2, 3].
   20.544586 s  Broker 2: items-list-6 is led here in epoch 1, from 0 on.
   20.547612 s  Broker 1: items-list-0 is led by broker 2 now, in epoch 5.
   20.547612 s  Broker 1: items-list-3 is led by broker 2 now, in epoch 5.
   20.547612 s  Broker 1: items-list-6 is led by broker 2 now, in epoch 1.
   20.621597 s  Broker 2: the ISR of items-list-0 was [2, 3] and is [1, 2, 3].
   20.621597 s  Broker 2: the ISR of items-list-1 was [2, 3] and is [2, 3, 1].
   20.621597 s  Broker 2: the ISR of items-list-3 was [2, 3] and is [1, 2, 3].
   20.621597 s  Broker 2: the ISR of items-list-4 was [2, 3] and is [2, 3, 1].
   20.621597 s  Broker 2: the ISR of items-list-6 was [2, 3] and is [1, 2, 3].
   20.787209 s  The controller: broker 3 is fenced.
   20.805295 s  Broker 2: the ISR of items-list-0 was [1, 2, 3] and is [1, 2].
   20.805295 s  Broker 2: the ISR of items-list-1 was [2, 3, 1] and is [2, 1].
   20.805295 s  Broker 2: items-list-2 is led here in epoch 3, from 14 on.
   20.805295 s  Broker 2: the ISR of items-list-3 was [1, 2, 3] and is [1, 2].
   20.805295 s  Broker 2: the ISR of items-list-4 was [2, 3, 1] and is [2, 1].
   20.805295 s  Broker 2: items-list-5 is led here in epoch 3, from 7 on.
   20.805295 s  Broker 2: the ISR of items-list-6 was [1, 2, 3] and is [1, 2].
   20.805535 s  Broker 2: groups read back from partition 2 of the commits: 1.
   20.852611 s  Broker 1: items-list-5 is cut from 8 to 7: the leader does not have the rest.
   20.875300 s  Broker 2: the ISR of items-list-2 was [2] and is [1, 2].
   20.972108 s  Broker 2: the ISR of items-list-5 was [2] and is [1, 2].
   21.041768 s  Topic items-list shall have 6 partitions.
   22.546600 s  The link from broker 1 to broker 2 is whole.
   22.546600 s  The link from the controller to broker 1 is whole.
   22.546600 s  The link from broker 3 to broker 2 is whole.
   22.546600 s  The link from broker 2 to broker 3 is whole.
   22.546600 s  The link from broker 3 to the controller is whole.
   22.546600 s  The link from the controller to broker 3 is whole.
   22.571391 s  Broker 3: items-list-0 is led by broker 1 now, in epoch 4.
   22.571391 s  Broker 3: items-list-1 is led by broker 2 now, in epoch 4.
   22.571391 s  Broker 3: items-list-3 is led by broker 1 now, in epoch 4.
   22.571391 s  Broker 3: items-list-4 is led by broker 2 now, in epoch 4.
   22.571391 s  Broker 3: the ISR of items-list-2 was [3, 1, 2] and is [3, 2].
   22.571391 s  Broker 3: the ISR of items-list-5 was [3, 1, 2] and is [3, 2].
   22.571391 s  Broker 3: items-list-2 is led by broker 2 now, in epoch 3.
   22.571391 s  Broker 3: items-list-5 is led by broker 2 now, in epoch 3.
   22.594224 s  Client 1: record 45 is given up: it may be in the log or not.
   22.665509 s  Broker 3: items-list-0 is cut from 112 to 111: the leader does not have the rest.
   22.665509 s  Broker 3: items-list-1 is cut from 174 to 171: the leader does not have the rest.
   22.665509 s  Broker 3: items-list-2 is cut from 15 to 14: the leader does not have the rest.
   22.665509 s  Broker 3: items-list-3 is cut from 121 to 120: the leader does not have the rest.
   22.665509 s  Broker 3: items-list-4 is cut from 65 to 62: the leader does not have the rest.
   22.665509 s  Broker 3: items-list-5 is cut from 9 to 7: the leader does not have the rest.
   22.793144 s  The controller: broker 3 is let back in.
   22.883980 s  Broker 2: the ISR of items-list-2 was [1, 2] and is [3, 1, 2].
   22.883980 s  Broker 2: the ISR of items-list-6 was [1, 2] and is [1, 2, 3].
   22.921062 s  Broker 2: the ISR of items-list-3 was [1, 2] and is [1, 2, 3].
   22.947627 s  Broker 2: group items-group rebalances after generation 2: member consumer-4-0349b075-9b4e-40f1-b0b6-e603c6339439 joins again as leader.
   22.965469 s  Broker 2: the ISR of items-list-0 was [1, 2] and is [1, 2, 3].
   22.965469 s  Broker 2: the ISR of items-list-1 was [2, 1] and is [2, 3, 1].
   22.965469 s  Broker 2: the ISR of items-list-4 was [2, 1] and is [2, 3, 1].
   22.965469 s  Broker 2: the ISR of items-list-5 was [1, 2] and is [3, 1, 2].
   23.131067 s  Broker 2: group items-group is stable in generation 3, members: 1.
   23.174074 s  The link from broker 1 to broker 2 is cut.
   23.174074 s  The link from broker 2 to broker 1 is cut.
   23.174074 s  The link from broker 1 to the controller is cut.
   23.174074 s  The link from the controller to broker 1 is cut.
   23.174074 s  The link from broker 3 to broker 2 is cut.
   23.174074 s  The link from broker 2 to broker 3 is cut.
   23.174074 s  The link from broker 3 to the controller is cut.
   23.174074 s  The link from the controller to broker 3 is cut.
   24.321601 s  Topic items-list shall have 7 partitions.
   24.784144 s  The controller: broker 3 is fenced.
   24.802437 s  Broker 2: the ISR of items-list-0 was [1, 2, 3] and is [1, 2].
   24.802437 s  Broker 2: the ISR of items-list-1 was [2, 3, 1] and is [2, 1].
   24.802437 s  Broker 2: the ISR of items-list-2 was [3, 1, 2] and is [1, 2].
   24.802437 s  Broker 2: the ISR of items-list-3 was [1, 2, 3] and is [1, 2].
   24.802437 s  Broker 2: the ISR of items-list-4 was [2, 3, 1] and is [2, 1].
   24.802437 s  Broker 2: the ISR of items-list-5 was [3, 1, 2] and is [1, 2].
   24.802437 s  Broker 2: the ISR of items-list-6 was [1, 2, 3] and is [1, 2].
   25.027890 s  The controller: broker 1 is fenced.
   25.029916 s  Broker 2: items-list-0 is led by broker 1 now, in epoch 6.
   25.029916 s  Broker 2: items-list-3 is led by broker 1 now, in epoch 6.
   25.029916 s  Broker 2: items-list-6 is led by broker 1 now, in epoch 2.
   25.047591 s  Broker 2: items-list-0 is led here in epoch 7, from 135 on.
   25.047591 s  Broker 2: the ISR of items-list-1 was [2, 1] and is [2].
   25.047591 s  Broker 2: the ISR of items-list-2 was [1, 2] and is [2].
   25.047591 s  Broker 2: items-list-3 is led here in epoch 7, from 215 on.
   25.047591 s  Broker 2: the ISR of items-list-4 was [2, 1] and is [2].
   25.047591 s  Broker 2: the ISR of items-list-5 was [1, 2] and is [2].
   25.047591 s  Broker 2: items-list-6 is led here in epoch 3, from 2 on.
   25.047831 s  Broker 2: groups read back from partition 2 of the commits: 1.
   25.052282 s  Client 1: record 48 is given up: it may be in the log or not.
   25.362644 s  Broker 2: group items-group rebalances after generation 3: member consumer-4-0349b075-9b4e-40f1-b0b6-e603c6339439 joins again as leader.
   25.408191 s  Broker 2: group items-group is stable in generation 4, members: 1.
   25.902423 s  Topic items-list shall have 6 partitions.
   26.258004 s  The link from broker 1 to broker 2 is whole.
   26.258004 s  The link from broker 2 to broker 1 is whole.
   26.258004 s  The link from broker 1 to broker 3 is whole.
   26.258004 s  The link from broker 3 to broker 1 is whole.
   26.258004 s  The link from broker 1 to the controller is whole.
   26.258004 s  The link from the controller to broker 1 is whole.
   26.278415 s  Broker 1: items-list-0 is led here in epoch 6, from 116 on.
   26.278415 s  Broker 1: items-list-3 is led here in epoch 6, from 196 on.
   26.278415 s  Broker 1: items-list-6 is led here in epoch 2, from 1 on.
   26.278415 s  Broker 1: items-list-0 is led by broker 2 now, in epoch 7.
   26.278415 s  Broker 1: items-list-3 is led by broker 2 now, in epoch 7.
   26.278415 s  Broker 1: items-list-6 is led by broker 2 now, in epoch 3.
   26.431139 s  Client 0: items-list: InvalidPartitions (37): topic items-list has 7 partitions: the new count must be larger, not 6.
   26.517000 s  Client 0: items-list: InvalidPartitions (37): topic items-list has 7 partitions: the new count must be larger, not 7.
   26.535072 s  The controller: broker 1 is let back in.
   26.610148 s  Client 0: items-list: InvalidPartitions (37): topic items-list has 7 partitions: the new count must be larger, not 6.
   26.637873 s  Broker 2: the ISR of items-list-0 was [2] and is [1, 2].
   26.637873 s  Broker 2: the ISR of items-list-1 was [2] and is [2, 1].
   26.637873 s  Broker 2: the ISR of items-list-2 was [2] and is [1, 2].
   26.637873 s  Broker 2: the ISR of items-list-4 was [2] and is [2, 1].
   26.637873 s  Broker 2: the ISR of items-list-6 was [2] and is [1, 2].
   26.686761 s  Broker 2: the ISR of items-list-3 was [2] and is [1, 2].
   26.725965 s  Broker 2: the ISR of items-list-5 was [2] and is [1, 2].
   27.392007 s  Broker 1 loses its power; some of what is unsynced survives.
   27.392007 s  Broker 1 is down.
   27.392007 s  Broker 2 loses its power; nothing unsynced survives.
   27.392007 s  Broker 2 is down.
   27.392007 s  Broker 3 loses its power; some of what is unsynced survives.
   27.392007 s  Broker 3 is down.
   27.623696 s  Client 1: record 78 is given up: it may be in the log or not.
   28.021007 s  Broker 1 is started again.
   28.021007 s  Broker 1 starts.
   28.088587 s  Broker 1 serves.
   28.098252 s  Broker 1: items-list-2 is open, led here in epoch 3, and ends at 20.
   28.103404 s  Broker 1: items-list-0 is open, led here in epoch 7, and ends at 161; 68 torn bytes were cut.
   28.201007 s  Broker 2 is started again.
   28.201007 s  Broker 2 starts.
   28.218824 s  Broker 1: items-list-5 is open, led here in epoch 3, and ends at 48.
   28.228321 s  Broker 1: items-list-4 is open, led here in epoch 4, and ends at 62.
   28.240209 s  Broker 1: items-list-3 is open, led here in epoch 7, and ends at 239.
   28.248885 s  Broker 1: items-list-6 is open, led here in epoch 3, and ends at 0.
   28.258978 s  Broker 1: items-list-1 is open, led here in epoch 4, and ends at 337.
   28.272370 s  Broker 2 serves.
   28.283361 s  Broker 2: items-list-5 is open, led here in epoch 4, and ends at 42.
   28.283361 s  Broker 2: items-list-5 is led here in epoch 4, from 42 on.
   28.284332 s  Broker 2: items-list-2 is open, led here in epoch 4, and ends at 18.
   28.284332 s  Broker 2: items-list-2 is led here in epoch 4, from 18 on.
   28.286076 s  Broker 2: items-list-4 is open, led here in epoch 5, and ends at 103.
   28.286076 s  Broker 2: items-list-4 is led here in epoch 5, from 103 on.
   28.321998 s  Broker 1: items-list-2 is cut from 20 to 18: the leader does not have the rest.
   28.321998 s  Broker 1: items-list-5 is cut from 48 to 42: the leader does not have the rest.
   28.332436 s  Broker 2: groups read back from partition 2 of the commits: 1.
   28.394967 s  Broker 2: the ISR of items-list-4 was [2] and is [2, 1].
   28.396816 s  Broker 2: items-list-6 is open, led here in epoch 4, and ends at 0.
   28.396816 s  Broker 2: items-list-6 is led here in epoch 4, from 0 on.
   28.408178 s  Broker 2: items-list-3 is open, led here in epoch 8, and ends at 239.
   28.408178 s  Broker 2: items-list-3 is led here in epoch 8, from 239 on.
   28.419163 s  Broker 2: items-list-0 is open, led here in epoch 8, and ends at 160.
   28.419163 s  Broker 2: items-list-0 is led here in epoch 8, from 160 on.
   28.429336 s  Broker 2: items-list-1 is open, led here in epoch 5, and ends at 338.
   28.429336 s  Broker 2: items-list-1 is led here in epoch 5, from 338 on.
   28.455887 s  Broker 2: the ISR of items-list-6 was [2] and is [1, 2].
   28.461873 s  Broker 2: the ISR of items-list-2 was [2] and is [1, 2].
   28.461873 s  Broker 2: the ISR of items-list-3 was [2] and is [1, 2].
   28.496891 s  Broker 1: items-list-0 is cut from 161 to 160: the leader does not have the rest.
   28.514429 s  Broker 2: the ISR of items-list-5 was [2] and is [1, 2].
   28.579076 s  Broker 2: the ISR of items-list-1 was [2] and is [2, 1].
   28.583056 s  Broker 2: group items-group rebalances after generation 4: member consumer-4-0349b075-9b4e-40f1-b0b6-e603c6339439 joins again as leader.
   28.606756 s  Broker 2: the ISR of items-list-0 was [2] and is [1, 2].
   28.690829 s  Broker 2: group items-group is stable in generation 5, members: 1.
   29.077855 s  The link from broker 3 to broker 1 is cut.
   29.077855 s  The link from broker 1 to broker 3 is cut.
   29.077855 s  The link from broker 2 to broker 1 is cut.
   29.077855 s  The link from broker 1 to broker 2 is cut.
   29.077855 s  The link from broker 2 to the controller is cut.
   29.077855 s  The link from the controller to broker 2 is cut.
   30.025007 s  Broker 3 is started again.
   30.025007 s  Broker 3 starts.
   30.030481 s  Broker 1: items-list-0 is led here in epoch 9, from 161 on.
   30.030481 s  Broker 1: items-list-3 is led here in epoch 9, from 240 on.
   30.030481 s  Broker 1: items-list-6 is led here in epoch 5, from 1 on.
   30.030721 s  Broker 1: groups read back from partition 2 of the commits: 1.
   30.119074 s  The link from broker 1 to broker 2 is whole.
   30.119074 s  The link from broker 2 to broker 1 is whole.
   30.119074 s  The link from broker 1 to the controller is whole.
   30.119074 s  The link from the controller to broker 1 is whole.
   30.119074 s  The link from broker 3 to broker 2 is whole.
   30.119074 s  The link from broker 2 to broker 3 is whole.
   30.119074 s  The link from broker 3 to the controller is whole.
   30.119074 s  The link from the controller to broker 3 is whole.
   30.186741 s  Broker 3 serves.
   30.344426 s  Broker 3: items-list-3 is open, led here in epoch 9, and ends at 120.
   30.355850 s  Broker 3: items-list-0 is open, led here in epoch 9, and ends at 111.
   30.364189 s  Broker 3: items-list-5 is open, led here in epoch 4, and ends at 7.
   30.374419 s  Broker 3: items-list-1 is open, led here in epoch 5, and ends at 254.
   30.385070 s  Broker 3: items-list-2 is open, led here in epoch 4, and ends at 14.
   30.394402 s  Broker 3: items-list-6 is open, led here in epoch 5, and ends at 0.
   30.406158 s  Broker 3: items-list-4 is open, led here in epoch 5, and ends at 62; 26 torn bytes were cut.
   30.791668 s  The controller: broker 2 is fenced.
   30.813270 s  Broker 1: the ISR of items-list-0 was [1, 2] and is [1].
   30.813270 s  Broker 1: items-list-1 is led here in epoch 6, from 341 on.
   30.813270 s  Broker 1: items-list-2 is led here in epoch 5, from 20 on.
   30.813270 s  Broker 1: the ISR of items-list-3 was [1, 2] and is [1].
   30.813270 s  Broker 1: items-list-4 is led here in epoch 6, from 106 on.
   30.813270 s  Broker 1: items-list-5 is led here in epoch 5, from 46 on.
   30.813270 s  Broker 1: the ISR of items-list-6 was [1, 2] and is [1].
   30.939335 s  The link from broker 3 to broker 2 is cut.
   30.939335 s  The link from broker 2 to broker 3 is cut.
   30.939335 s  The link from broker 3 to the controller is cut.
   30.939335 s  The link from the controller to broker 3 is cut.
   30.939335 s  The link from broker 1 to broker 2 is cut.
   30.939335 s  The link from broker 2 to broker 1 is cut.
   30.939335 s  The link from broker 1 to the controller is cut.
   30.939335 s  The link from the controller to broker 1 is cut.
   32.609491 s  The controller: broker 1 is fenced.
   32.705401 s  The controller: broker 3 is fenced.
   32.797676 s  The link from broker 1 to the controller is cut.
   32.797676 s  The link from the controller to broker 3 is cut.
   34.266695 s  Client 1: record 83 is given up: it may be in the log or not.
   34.950182 s  Broker 1 loses its power; some of what is unsynced survives.
   34.950182 s  Broker 1 is down.
   34.950182 s  Broker 2 loses its power; some of what is unsynced survives.
   34.950182 s  Broker 2 is down.
   34.950182 s  Broker 3 loses its power; some of what is unsynced survives.
   34.950182 s  Broker 3 is down.
   34.970613 s  Client 1: record 94 is given up: it may be in the log or not.
   36.302982 s  Topic items-list shall have 6 partitions.
   36.548182 s  Broker 3 is started again.
   36.548182 s  Broker 3 starts.
   36.840335 s  The link from broker 3 to the controller is whole.
   36.840335 s  The link from the controller to broker 3 is whole.
   36.907918 s  Broker 3 serves.
   37.032011 s  The link from broker 3 to the controller is cut.
   37.032011 s  The link from the controller to broker 3 is cut.
   37.061561 s  Broker 3: items-list-4 is open, led here in epoch 7, and ends at 63; 242 torn bytes were cut.
   37.071756 s  Broker 3: items-list-0 is open, led here in epoch 10, and ends at 111.
   37.082366 s  Broker 3: items-list-1 is open, led here in epoch 7, and ends at 337.
   37.093116 s  Broker 3: items-list-5 is open, led here in epoch 6, and ends at 7; 960 torn bytes were cut.
   37.104290 s  Broker 3: items-list-2 is open, led here in epoch 6, and ends at 14.
   37.114695 s  Broker 3: items-list-3 is open, led here in epoch 10, and ends at 120.
   37.118182 s  Broker 2 is started again.
   37.118182 s  Broker 2 starts.
   37.125644 s  Broker 3: items-list-6 is open, led here in epoch 6, and ends at 0.
   38.770437 s  The connections between broker 3 and broker 1 break.
   38.925182 s  Broker 1 is started again.
   38.925182 s  Broker 1 starts.
   38.930008 s  The controller: broker 3 is fenced.
   39.388676 s  The link from broker 1 to the controller is whole.
   39.388676 s  The link from the controller to broker 1 is whole.
   39.388676 s  The link from broker 2 to the controller is whole.
   39.388676 s  The link from the controller to broker 2 is whole.
   39.388676 s  The link from broker 3 to the controller is whole.
   39.388676 s  The link from the controller to broker 3 is whole.
   39.434259 s  The controller: broker 3 is let back in.
   39.462678 s  Broker 1 serves.
   39.469960 s  Broker 2 serves.
   39.482447 s  Broker 2: items-list-4 is open, led here in epoch 7, and ends at 103; 253 torn bytes were cut.
   39.482711 s  Broker 2: items-list-2 is open, led here in epoch 6, and ends at 18; 174 torn bytes were cut.
   39.483496 s  Broker 2: items-list-5 is open, led here in epoch 6, and ends at 44; 42 torn bytes were cut.
   39.493054 s  The controller: broker 1 is let back in.
   39.501071 s  The controller: broker 2 is let back in.
   39.561014 s  Broker 1: groups read back from partition 2 of the commits: 1.
   39.580399 s  The connections between broker 3 and broker 2 break.
   39.580709 s  Broker 2: items-list-6 is open, led here in epoch 7, and ends at 0.
   39.592481 s  Broker 2: items-list-0 is open, led here in epoch 11, and ends at 160.
   39.603034 s  Broker 2: items-list-3 is open, led here in epoch 11, and ends at 239.
   39.612054 s  Broker 2: items-list-1 is open, led here in epoch 8, and ends at 338.
   39.615830 s  Broker 1: items-list-2 is open, led here in epoch 7, and ends at 18.
   39.615830 s  Broker 1: items-list-2 is led here in epoch 7, from 18 on.
   39.627113 s  Broker 1: items-list-5 is open, led here in epoch 7, and ends at 42.
   39.627113 s  Broker 1: items-list-5 is led here in epoch 7, from 42 on.
   39.638522 s  Broker 1: items-list-4 is open, led here in epoch 8, and ends at 62.
   39.638522 s  Broker 1: items-list-4 is led here in epoch 8, from 62 on.
   39.646735 s  Broker 1: items-list-1 is open, led here in epoch 8, and ends at 337; 427 torn bytes were cut.
   39.646735 s  Broker 1: items-list-1 is led here in epoch 8, from 337 on.
   39.658343 s  Broker 1: items-list-6 is open, led here in epoch 7, and ends at 0.
   39.658343 s  Broker 1: items-list-6 is led here in epoch 7, from 0 on.
   39.662465 s  Client 1: record 95 was refused: LeaderNotAvailable (5).
   39.666923 s  Broker 1: items-list-3 is open, led here in epoch 11, and ends at 239.
   39.666923 s  Broker 1: items-list-3 is led here in epoch 11, from 239 on.
   39.678488 s  Broker 1: items-list-0 is open, led here in epoch 11, and ends at 160.
   39.678488 s  Broker 1: items-list-0 is led here in epoch 11, from 160 on.
   39.754715 s  Broker 1: group items-group rebalances after generation 5: member consumer-4-0349b075-9b4e-40f1-b0b6-e603c6339439 joins again as leader.
   39.799869 s  Broker 1: group items-group is stable in generation 6, members: 1.
   39.956967 s  Client 3: record 1278 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1280 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1283 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1285 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1288 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1290 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1293 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1295 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1298 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1300 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1303 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1305 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1308 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1310 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1313 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1315 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1318 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1320 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1323 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1325 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1328 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1330 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1333 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1335 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1338 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1340 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1343 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1345 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1348 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1350 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1353 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1355 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1358 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1360 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1363 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1365 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1368 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1370 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1373 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1375 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1378 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1380 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1383 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1385 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1388 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1390 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1393 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1395 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1398 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1400 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1403 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1405 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1408 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1410 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1413 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1415 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1418 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1420 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1423 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1425 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1428 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1430 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1433 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1435 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1438 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1440 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1443 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1445 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1448 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1450 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1453 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1455 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1458 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1460 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1463 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1465 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1468 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1470 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1473 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1475 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1478 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1480 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1483 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1485 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1488 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1490 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1493 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1495 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1498 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1500 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1503 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1505 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1508 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1510 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1513 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1515 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1518 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1520 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1523 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1525 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1528 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1530 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1533 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1535 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1538 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1540 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1543 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1545 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1548 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1550 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1553 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1555 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1558 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1560 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1563 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1565 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1568 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1570 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1573 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1575 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1578 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1580 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1583 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1585 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1588 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1590 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1593 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1595 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1598 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1600 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1603 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1605 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1608 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1610 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1613 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1615 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1618 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1620 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1623 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1625 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1628 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1630 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1633 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1635 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1638 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1640 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1643 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1645 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1648 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1650 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1653 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1655 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1658 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1660 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1663 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1665 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1668 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1670 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1673 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1675 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1678 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1680 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1683 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1685 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1688 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1690 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1693 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1695 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1698 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1700 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1703 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1705 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1708 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1710 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1713 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1715 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1718 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1720 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1723 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1725 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1728 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1730 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1733 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1735 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1738 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1740 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1743 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1745 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1748 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1750 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1753 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1755 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1758 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1760 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1763 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1765 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1768 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1770 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1773 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1775 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1778 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1780 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1783 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1785 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1788 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1790 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1793 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1795 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1798 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1800 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1803 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1805 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1808 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1810 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1813 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1815 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1818 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1820 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1823 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1825 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1828 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1830 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1833 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1835 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1838 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1840 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1843 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1845 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1848 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1850 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1853 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1855 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1858 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1860 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1863 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1865 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1868 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1870 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1873 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1875 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1878 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1880 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1883 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1885 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1888 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1890 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1893 was refused: RecordListTooLarge (18).
   39.956967 s  Client 3: record 1895 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1291 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1296 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1301 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1306 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1311 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1316 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1321 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1326 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1331 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1336 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1341 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1346 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1351 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1356 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1361 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1366 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1371 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1376 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1381 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1386 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1391 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1396 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1401 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1406 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1411 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1416 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1421 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1426 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1431 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1436 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1441 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1446 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1451 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1456 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1461 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1466 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1471 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1476 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1481 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1486 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1491 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1496 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1501 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1506 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1511 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1516 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1521 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1526 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1531 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1536 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1541 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1546 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1551 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1556 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1561 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1566 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1571 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1576 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1581 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1586 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1591 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1596 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1601 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1606 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1611 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1616 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1621 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1626 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1631 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1636 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1641 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1646 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1651 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1656 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1661 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1666 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1671 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1676 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1681 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1686 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1691 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1696 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1701 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1706 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1711 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1716 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1721 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1726 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1731 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1736 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1741 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1746 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1751 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1756 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1761 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1766 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1771 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1776 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1781 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1786 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1791 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1796 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1801 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1806 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1811 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1816 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1821 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1826 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1831 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1836 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1841 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1846 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1851 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1856 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1861 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1866 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1871 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1876 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1881 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1886 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1891 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1896 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1901 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1906 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1911 was refused: RecordListTooLarge (18).
   40.421187 s  Client 3: record 1916 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1282 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1287 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1292 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1297 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1302 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1307 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1312 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1317 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1322 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1327 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1332 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1337 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1342 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1347 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1352 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1357 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1362 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1367 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1372 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1377 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1382 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1387 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1392 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1397 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1402 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1407 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1412 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1417 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1422 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1427 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1432 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1437 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1442 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1447 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1452 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1457 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1462 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1467 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1472 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1477 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1482 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1487 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1492 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1497 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1502 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1507 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1512 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1517 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1522 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1527 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1532 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1537 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1542 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1547 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1552 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1557 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1562 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1567 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1572 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1577 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1582 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1587 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1592 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1597 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1602 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1607 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1612 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1617 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1622 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1627 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1632 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1637 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1642 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1647 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1652 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1657 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1662 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1667 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1672 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1677 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1682 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1687 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1692 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1697 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1702 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1707 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1712 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1717 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1722 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1727 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1732 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1737 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1742 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1747 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1752 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1757 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1762 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1767 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1772 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1777 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1782 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1787 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1792 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1797 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1802 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1807 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1812 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1817 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1822 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1827 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1832 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1837 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1842 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1847 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1852 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1857 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1862 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1867 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1872 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1877 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1882 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1887 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1892 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1897 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1902 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1907 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1912 was refused: RecordListTooLarge (18).
   40.480346 s  Client 3: record 1917 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1279 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1284 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1289 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1294 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1299 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1304 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1309 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1314 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1319 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1324 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1329 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1334 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1339 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1344 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1349 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1354 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1359 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1364 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1369 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1374 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1379 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1384 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1389 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1394 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1399 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1404 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1409 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1414 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1419 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1424 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1429 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1434 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1439 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1444 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1449 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1454 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1459 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1464 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1469 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1474 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1479 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1484 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1489 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1494 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1499 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1504 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1509 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1514 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1519 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1524 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1529 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1534 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1539 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1544 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1549 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1554 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1559 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1564 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1569 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1574 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1579 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1584 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1589 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1594 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1599 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1604 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1609 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1614 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1619 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1624 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1629 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1634 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1639 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1644 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1649 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1654 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1659 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1664 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1669 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1674 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1679 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1684 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1689 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1694 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1699 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1704 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1709 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1714 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1719 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1724 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1729 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1734 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1739 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1744 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1749 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1754 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1759 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1764 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1769 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1774 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1779 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1784 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1789 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1794 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1799 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1804 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1809 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1814 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1819 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1824 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1829 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1834 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1839 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1844 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1849 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1854 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1859 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1864 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1869 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1874 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1879 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1884 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1889 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1894 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1899 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1904 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1909 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1914 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1919 was refused: RecordListTooLarge (18).
   40.567470 s  Client 3: record 1924 was refused: RecordListTooLarge (18).
   41.357011 s  The link from broker 1 to broker 2 is whole.
   41.357011 s  The link from broker 2 to broker 1 is whole.
   41.423912 s  Broker 2: items-list-1 is cut from 338 to 337: the leader does not have the rest.
   41.423912 s  Broker 2: items-list-4 is cut from 103 to 62: the leader does not have the rest.
   41.423912 s  Broker 2: items-list-5 is cut from 44 to 42: the leader does not have the rest.
   41.494321 s  Broker 1: the ISR of items-list-2 was [1] and is [1, 2].
   41.494321 s  Broker 1: the ISR of items-list-3 was [1] and is [1, 2].
   41.494321 s  Broker 1: the ISR of items-list-6 was [1] and is [1, 2].
   41.515560 s  Topic items-list shall have 4 partitions.
   41.539388 s  Broker 1: the ISR of items-list-0 was [1] and is [1, 2].
   41.698125 s  Broker 1: the ISR of items-list-4 was [1] and is [2, 1].
   41.775452 s  Broker 1: the ISR of items-list-1 was [1] and is [2, 1].
   41.775452 s  Broker 1: the ISR of items-list-5 was [1] and is [1, 2].
   41.882855 s  The link from broker 3 to broker 1 is whole.
   41.882855 s  The link from broker 1 to broker 3 is whole.
   41.882855 s  The link from broker 3 to the controller is whole.
   41.948506 s  Broker 3: items-list-4 is cut from 63 to 62: the leader does not have the rest.
   42.100023 s  Broker 1: the ISR of items-list-2 was [1, 2] and is [3, 1, 2].
   42.100023 s  Broker 1: the ISR of items-list-6 was [1, 2] and is [1, 2, 3].
   42.178558 s  Broker 1: the ISR of items-list-0 was [1, 2] and is [1, 2, 3].
   42.178558 s  Broker 1: the ISR of items-list-1 was [2, 1] and is [2, 3, 1].
   42.178558 s  Broker 1: the ISR of items-list-3 was [1, 2] and is [1, 2, 3].
   42.178558 s  Broker 1: the ISR of items-list-4 was [2, 1] and is [2, 3, 1].
   42.178558 s  Broker 1: the ISR of items-list-5 was [1, 2] and is [3, 1, 2].
   42.987223 s  Client 0: items-list: InvalidPartitions (37): topic items-list has 7 partitions: the new count must be larger, not 6.
   43.078210 s  Client 0: items-list: InvalidPartitions (37): topic items-list has 7 partitions: the new count must be larger, not 4.
   44.753747 s  The link from broker 1 to broker 2 is cut.
   44.753747 s  The link from broker 2 to broker 1 is cut.
   44.753747 s  The link from broker 1 to the controller is cut.
   44.753747 s  The link from the controller to broker 1 is cut.
   44.753747 s  The link from broker 3 to the controller is cut.
   44.753747 s  The link from the controller to broker 3 is cut.
   45.032747 s  Broker 2: items-list-1 is led here in epoch 9, from 445 on.
   45.032747 s  Broker 2: items-list-4 is led here in epoch 9, from 71 on.
   46.426770 s  The controller: broker 3 is fenced.
   46.447821 s  Broker 2: the ISR of items-list-1 was [2, 3, 1] and is [2, 1].
   46.447821 s  Broker 2: the ISR of items-list-4 was [2, 3, 1] and is [2, 1].
   46.480246 s  The controller: broker 1 is fenced.
   46.501731 s  Broker 2: items-list-0 is led here in epoch 12, from 211 on.
   46.501731 s  Broker 2: the ISR of items-list-1 was [2, 1] and is [2].
   46.501731 s  Broker 2: items-list-2 is led here in epoch 10, from 27 on.
   46.501731 s  Broker 2: items-list-3 is led here in epoch 12, from 296 on.
   46.501731 s  Broker 2: the ISR of items-list-4 was [2, 1] and is [2].
   46.501731 s  Broker 2: items-list-5 is led here in epoch 10, from 97 on.
   46.501731 s  Broker 2: items-list-6 is led here in epoch 8, from 9 on.
   46.501971 s  Broker 2: groups read back from partition 2 of the commits: 1.
   46.686839 s  The connections between broker 1 and broker 3 break.
   48.141747 s  The link from broker 1 to broker 2 is whole.
   48.141747 s  The link from broker 2 to broker 1 is whole.
   48.141747 s  The link from broker 1 to the controller is whole.
   48.141747 s  The link from the controller to broker 1 is whole.
   48.141747 s  The link from broker 3 to broker 2 is whole.
   48.141747 s  The link from broker 2 to broker 3 is whole.
   48.141747 s  The link from broker 3 to the controller is whole.
   48.141747 s  The link from the controller to broker 3 is whole.
   48.161804 s  Broker 1: items-list-1 is led by broker 2 now, in epoch 9.
   48.161804 s  Broker 1: items-list-2 is led by broker 3 now, in epoch 8.
   48.161804 s  Broker 1: items-list-4 is led by broker 2 now, in epoch 9.
   48.161804 s  Broker 1: items-list-5 is led by broker 3 now, in epoch 8.
   48.161804 s  Broker 1: the ISR of items-list-0 was [1, 2, 3] and is [1, 2].
   48.161804 s  Broker 1: items-list-2 is led here in epoch 9, from 28 on.
   48.161804 s  Broker 1: the ISR of items-list-3 was [1, 2, 3] and is [1, 2].
   48.161804 s  Broker 1: items-list-5 is led here in epoch 9, from 100 on.
   48.161804 s  Broker 1: the ISR of items-list-6 was [1, 2, 3] and is [1, 2].
   48.161804 s  Broker 1: items-list-0 is led by broker 2 now, in epoch 12.
   48.161804 s  Broker 1: items-list-2 is led by broker 2 now, in epoch 10.
   48.161804 s  Broker 1: items-list-3 is led by broker 2 now, in epoch 12.
   48.161804 s  Broker 1: items-list-5 is led by broker 2 now, in epoch 10.
   48.161804 s  Broker 1: items-list-6 is led by broker 2 now, in epoch 8.
   48.165919 s  Broker 3: items-list-2 is led here in epoch 8, from 28 on.
   48.165919 s  Broker 3: items-list-5 is led here in epoch 8, from 100 on.
   48.165919 s  Broker 3: items-list-2 is led by broker 1 now, in epoch 9.
   48.165919 s  Broker 3: items-list-5 is led by broker 1 now, in epoch 9.
   48.186063 s  Client 1: record 131 is given up: it may be in the log or not.
   48.254556 s  Broker 1: items-list-0 is cut from 214 to 211: the leader does not have the rest.
   48.254556 s  Broker 1: items-list-1 is cut from 448 to 445: the leader does not have the rest.
   48.254556 s  Broker 1: items-list-2 is cut from 28 to 27: the leader does not have the rest.
   48.254556 s  Broker 1: items-list-3 is cut from 298 to 296: the leader does not have the rest.
   48.254556 s  Broker 1: items-list-4 is cut from 72 to 71: the leader does not have the rest.
   48.254556 s  Broker 1: items-list-5 is cut from 100 to 97: the leader does not have the rest.
   48.254556 s  Broker 1: items-list-6 is cut from 10 to 9: the leader does not have the rest.
   48.254706 s  Broker 3: items-list-0 is cut from 214 to 211: the leader does not have the rest.
   48.254706 s  Broker 3: items-list-1 is cut from 448 to 445: the leader does not have the rest.
   48.254706 s  Broker 3: items-list-2 is cut from 28 to 27: the leader does not have the rest.
   48.254706 s  Broker 3: items-list-3 is cut from 298 to 296: the leader does not have the rest.
   48.254706 s  Broker 3: items-list-4 is cut from 72 to 71: the leader does not have the rest.
   48.254706 s  Broker 3: items-list-5 is cut from 100 to 97: the leader does not have the rest.
   48.254706 s  Broker 3: items-list-6 is cut from 10 to 9: the leader does not have the rest.
   48.372459 s  Topic items-list shall have 7 partitions.
   48.434655 s  The controller: broker 3 is let back in.
   48.493357 s  The controller: broker 1 is let back in.
   48.523518 s  Broker 2: the ISR of items-list-2 was [2] and is [3, 2].
   48.532435 s  Broker 2: the ISR of items-list-4 was [2] and is [2, 3].
   48.562586 s  Broker 2: group items-group rebalances after generation 6: member consumer-4-0349b075-9b4e-40f1-b0b6-e603c6339439 joins again as leader.
   48.585140 s  Broker 2: the ISR of items-list-3 was [2] and is [2, 3].
   48.585140 s  Broker 2: the ISR of items-list-5 was [2] and is [3, 2].
   48.585140 s  Broker 2: the ISR of items-list-6 was [2] and is [2, 3].
   48.590819 s  Broker 2: the ISR of items-list-2 was [3, 2] and is [3, 1, 2].
   48.590819 s  Broker 2: the ISR of items-list-4 was [2, 3] and is [2, 3, 1].
   48.640151 s  Broker 2: the ISR of items-list-0 was [2] and is [1, 2].
   48.640151 s  Broker 2: the ISR of items-list-3 was [2, 3] and is [1, 2, 3].
   48.640151 s  Broker 2: the ISR of items-list-5 was [3, 2] and is [3, 1, 2].
   48.640151 s  Broker 2: the ISR of items-list-6 was [2, 3] and is [1, 2, 3].
   48.676561 s  Broker 2: group items-group is stable in generation 7, members: 1.
   48.731957 s  Broker 2: the ISR of items-list-0 was [1, 2] and is [1, 2, 3].
   48.851136 s  Broker 2: the ISR of items-list-1 was [2] and is [2, 3].
   48.902874 s  Broker 2: the ISR of items-list-1 was [2, 3] and is [2, 3, 1].
   49.652073 s  Broker 1 loses its power; some of what is unsynced survives.
   49.652073 s  Broker 1 is down.
   49.652073 s  Broker 2 loses its power; nothing unsynced survives.
   49.652073 s  Broker 2 is down.
   49.652073 s  Broker 3 loses its power; some of what is unsynced survives.
   49.652073 s  Broker 3 is down.
   49.674008 s  Client 1: record 144 is given up: it may be in the log or not.
   51.431725 s  The controller: broker 3 is fenced.
   51.480651 s  The controller: broker 1 is fenced.
   51.490164 s  The controller: broker 2 is fenced.
   51.728839 s  Topic items-list shall have 7 partitions.
   52.335073 s  Broker 3 is started again.
   52.335073 s  Broker 3 starts.
   52.416254 s  Broker 3 serves.
   52.566745 s  Broker 3: items-list-4 is open, led here in epoch 10, and ends at 71.
   52.575436 s  Broker 3: items-list-5 is open, led here in epoch 14, and ends at 97.
   52.584672 s  Broker 3: items-list-2 is open, led here in epoch 14, and ends at 27.
   52.593226 s  Broker 3: items-list-0 is open, led here in epoch 15, and ends at 211; 733 torn bytes were cut.
   52.602665 s  Broker 3: items-list-6 is open, led here in epoch 11, and ends at 9.
   52.613402 s  Broker 3: items-list-3 is open, led here in epoch 15, and ends at 296.
   52.623803 s  Broker 3: items-list-1 is open, led here in epoch 10, and ends at 521.
   52.626073 s  Broker 2 is started again.
   52.626073 s  Broker 2 starts.
   52.691638 s  Broker 2 serves.
   52.702062 s  Broker 2: items-list-2 is open, led here in epoch 15, and ends at 18.
   52.702062 s  Broker 2: items-list-2 is led here in epoch 15, from 18 on.
   52.706352 s  Broker 2: items-list-0 is open, led here in epoch 16, and ends at 262.
   52.706352 s  Broker 2: items-list-0 is led here in epoch 16, from 262 on.
   52.707072 s  Broker 2: items-list-3 is open, led here in epoch 16, and ends at 348.
   52.707072 s  Broker 2: items-list-3 is led here in epoch 16, from 348 on.
   52.743096 s  Broker 2: groups read back from partition 2 of the commits: 1.
   52.784234 s  Broker 3: items-list-2 is cut from 27 to 18: the leader does not have the rest.
   52.813001 s  Broker 2: items-list-6 is open, led here in epoch 12, and ends at 0.
   52.813001 s  Broker 2: items-list-6 is led here in epoch 12, from 0 on.
   52.823672 s  Broker 2: items-list-4 is open, led here in epoch 11, and ends at 62.
   52.823672 s  Broker 2: items-list-4 is led here in epoch 11, from 62 on.
   52.834343 s  Broker 2: items-list-1 is open, led here in epoch 11, and ends at 524.
   52.834343 s  Broker 2: items-list-1 is led here in epoch 11, from 524 on.
   52.843778 s  Broker 2: items-list-5 is open, led here in epoch 15, and ends at 98.
   52.843778 s  Broker 2: items-list-5 is led here in epoch 15, from 98 on.
   52.856340 s  Broker 2: the ISR of items-list-0 was [2] and is [2, 3].
   52.856340 s  Broker 2: the ISR of items-list-3 was [2] and is [2, 3].
   52.871714 s  Broker 3: items-list-4 is cut from 71 to 62: the leader does not have the rest.
   52.871714 s  Broker 3: items-list-6 is cut from 9 to 0: the leader does not have the rest.
   52.942535 s  Broker 2: the ISR of items-list-1 was [2] and is [2, 3].
   52.942535 s  Broker 2: the ISR of items-list-2 was [2] and is [3, 2].
   52.942535 s  Broker 2: the ISR of items-list-5 was [2] and is [3, 2].
   52.980868 s  Client 0: items-list: InvalidPartitions (37): topic items-list has 7 partitions: the new count must be larger, not 7.
   53.005226 s  Broker 2: the ISR of items-list-6 was [2] and is [2, 3].
   53.013117 s  Broker 2: the ISR of items-list-4 was [2] and is [2, 3].
   53.067537 s  Client 0: items-list: InvalidPartitions (37): topic items-list has 7 partitions: the new count must be larger, not 7.
   53.200537 s  The connections between broker 1 and broker 3 break.
   53.313456 s  Broker 2: group items-group rebalances after generation 6: member consumer-4-0349b075-9b4e-40f1-b0b6-e603c6339439 joins again as leader.
   53.413073 s  Broker 1 is started again.
   53.413073 s  Broker 1 starts.
   53.444011 s  Broker 2: group items-group is stable in generation 7, members: 1.
   53.488169 s  Broker 1 serves.
   53.637695 s  Broker 1: items-list-4 is open, led here in epoch 11, and ends at 71; 41 torn bytes were cut.
   53.645779 s  Broker 1: items-list-0 is open, led here in epoch 16, and ends at 212; 1158 torn bytes were cut.
   53.654406 s  Broker 1: items-list-6 is open, led here in epoch 12, and ends at 9.
   53.666140 s  Broker 1: items-list-5 is open, led here in epoch 15, and ends at 97.
   53.675660 s  Broker 1: items-list-2 is open, led here in epoch 15, and ends at 27.
   53.692892 s  Broker 1: items-list-3 is open, led here in epoch 16, and ends at 296; 2432 torn bytes were cut.
   53.701391 s  Broker 1: items-list-1 is open, led here in epoch 11, and ends at 527; 75 torn bytes were cut.
   53.775982 s  Broker 1: items-list-1 is cut from 527 to 524: the leader does not have the rest.
   53.775982 s  Broker 1: items-list-2 is cut from 27 to 18: the leader does not have the rest.
   53.775982 s  Broker 1: items-list-4 is cut from 71 to 62: the leader does not have the rest.
   53.775982 s  Broker 1: items-list-6 is cut from 9 to 0: the leader does not have the rest.
   53.908076 s  Broker 2: the ISR of items-list-0 was [2, 3] and is [1, 2, 3].
   53.908076 s  Broker 2: the ISR of items-list-3 was [2, 3] and is [1, 2, 3].
   53.908076 s  Broker 2: the ISR of items-list-5 was [3, 2] and is [3, 1, 2].
   54.022288 s  Broker 2: the ISR of items-list-1 was [2, 3] and is [2, 3, 1].
   54.022288 s  Broker 2: the ISR of items-list-2 was [3, 2] and is [3, 1, 2].
   54.022288 s  Broker 2: the ISR of items-list-4 was [2, 3] and is [2, 3, 1].
   54.022288 s  Broker 2: the ISR of items-list-6 was [2, 3] and is [1, 2, 3].
   54.033322 s  The connections between broker 2 and broker 1 break.
   54.594436 s  Client 3: record 2383 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2385 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2388 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2390 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2393 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2395 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2398 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2400 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2403 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2405 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2408 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2410 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2413 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2415 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2418 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2420 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2423 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2425 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2428 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2430 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2433 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2435 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2438 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2440 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2443 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2445 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2448 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2450 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2453 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2455 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2458 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2460 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2463 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2465 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2468 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2470 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2473 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2475 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2478 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2480 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2483 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2485 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2488 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2490 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2493 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2495 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2498 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2500 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2503 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2505 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2508 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2510 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2513 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2515 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2518 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2520 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2523 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2525 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2528 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2530 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2533 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2535 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2538 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2540 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2543 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2545 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2548 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2550 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2553 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2555 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2558 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2560 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2563 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2565 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2568 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2570 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2573 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2575 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2578 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2580 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2583 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2585 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2588 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2590 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2593 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2595 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2598 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2600 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2603 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2605 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2608 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2610 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2613 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2615 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2618 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2620 was refused: RecordListTooLarge (18).
   54.594436 s  Client 3: record 2623 was refused: RecordListTooLarge (18).
   54.881409 s  The link from broker 2 to broker 1 is cut.
   54.881409 s  The link from broker 3 to broker 2 is cut.
   54.881409 s  The link from broker 2 to the controller is cut.
   54.881409 s  The link from the controller to broker 2 is cut.
   55.028163 s  Broker 1: items-list-0 is led here in epoch 17, from 318 on.
   55.028163 s  Broker 1: items-list-3 is led here in epoch 17, from 404 on.
   55.028163 s  Broker 1: items-list-6 is led here in epoch 13, from 5 on.
   55.028403 s  Broker 1: groups read back from partition 2 of the commits: 1.
   55.028674 s  Broker 3: items-list-2 is led here in epoch 16, from 22 on.
   55.028674 s  Broker 3: items-list-5 is led here in epoch 16, from 156 on.
   55.116902 s  Broker 3: items-list-0 is cut from 320 to 318: the leader does not have the rest.
   56.484832 s  Broker 1 loses its power; some of what is unsynced survives.
   56.484832 s  Broker 1 is down.
   56.484832 s  Broker 2 loses its power; everything unsynced survives.
   56.484832 s  Broker 2 is down.
   56.484832 s  Broker 3 loses its power; everything unsynced survives.
   56.484832 s  Broker 3 is down.
   56.502976 s  Client 1: record 161 is given up: it may be in the log or not.
   56.714389 s  The controller: broker 2 is fenced.
   57.905832 s  Broker 3 is started again.
   57.905832 s  Broker 3 starts.
   57.980194 s  Broker 3 serves.
   58.005975 s  The controller: broker 1 is fenced.
   58.126115 s  Broker 3: items-list-2 is open, led here in epoch 18, and ends at 22.
   58.134340 s  Broker 3: items-list-0 is open, led here in epoch 18, and ends at 318.
   58.144982 s  Broker 3: items-list-5 is open, led here in epoch 18, and ends at 156.
   58.154343 s  Broker 3: items-list-4 is open, led here in epoch 14, and ends at 66.
   58.162743 s  Broker 3: items-list-6 is open, led here in epoch 14, and ends at 5.
   58.174177 s  Broker 3: items-list-3 is open, led here in epoch 18, and ends at 404.
   58.183610 s  Broker 3: items-list-1 is open, led here in epoch 14, and ends at 531.
   62.000000 s  The link from broker 1 to broker 3 is whole.
   62.000000 s  The link from broker 1 to the controller is whole.
   62.000000 s  The link from broker 2 to broker 3 is whole.
   62.000000 s  The link from broker 3 to broker 1 is whole.
   62.000000 s  The link from broker 3 to broker 2 is whole.
   62.000000 s  The link from broker 3 to the controller is whole.
   62.000000 s  The link from the controller to broker 1 is whole.
   62.000000 s  The link from the controller to broker 3 is whole.
   62.000000 s  Messages take 5ms from now on, and up to 5ms more.
   62.000000 s  The ensemble shall elect another controller.
   62.000000 s  The ensemble elects controller 2.
   62.000000 s  The disk of broker 1 is as good as new.
   62.000000 s  The process of broker 1 is killed.
   62.000000 s  Broker 1 is started again.
   62.000000 s  Broker 1 starts.
   62.030859 s  Broker 1 serves.
   62.186911 s  Broker 1: items-list-2 is open, led here in epoch 19, and ends at 18.
   62.186911 s  Broker 1: items-list-2 is led here in epoch 19, from 18 on.
   62.196315 s  Broker 1: items-list-6 is open, led here in epoch 15, and ends at 0.
   62.196315 s  Broker 1: items-list-6 is led here in epoch 15, from 0 on.
   62.200000 s  The disk of broker 2 is as good as new.
   62.200000 s  The process of broker 2 is killed.
   62.200000 s  Broker 2 is started again.
   62.200000 s  Broker 2 starts.
   62.207563 s  Broker 1: items-list-4 is open, led here in epoch 15, and ends at 62.
   62.207563 s  Broker 1: items-list-4 is led here in epoch 15, from 62 on.
   62.212555 s  Broker 3: items-list-2 is cut from 22 to 18: the leader does not have the rest.
   62.212555 s  Broker 3: items-list-6 is cut from 5 to 0: the leader does not have the rest.
   62.216438 s  Broker 1: groups read back from partition 2 of the commits: 1.
   62.226847 s  Broker 1: items-list-0 is open, led here in epoch 19, and ends at 311; 28 torn bytes were cut.
   62.226847 s  Broker 1: items-list-0 is led here in epoch 19, from 311 on.
   62.237044 s  Broker 1: items-list-5 is open, led here in epoch 19, and ends at 151; 30 torn bytes were cut.
   62.237044 s  Broker 1: items-list-5 is led here in epoch 19, from 151 on.
   62.247820 s  Broker 1: items-list-3 is open, led here in epoch 19, and ends at 403; 68 torn bytes were cut.
   62.247820 s  Broker 1: items-list-3 is led here in epoch 19, from 403 on.
   62.248232 s  Broker 3: items-list-0 is cut from 318 to 311: the leader does not have the rest.
   62.248232 s  Broker 3: items-list-4 is cut from 66 to 62: the leader does not have the rest.
   62.248232 s  Broker 3: items-list-5 is cut from 156 to 151: the leader does not have the rest.
   62.257641 s  Broker 1: items-list-1 is open, led here in epoch 15, and ends at 524.
   62.257641 s  Broker 1: items-list-1 is led here in epoch 15, from 524 on.
   62.284355 s  Broker 3: items-list-1 is cut from 531 to 524: the leader does not have the rest.
   62.284355 s  Broker 3: items-list-3 is cut from 404 to 403: the leader does not have the rest.
   62.340506 s  Broker 1: the ISR of items-list-6 was [1] and is [1, 3].
   62.350820 s  Broker 1: the ISR of items-list-2 was [1] and is [3, 1].
   62.400000 s  The disk of broker 3 is as good as new.
   62.400000 s  The process of broker 3 is killed.
   62.400000 s  Broker 3 is down.
   62.400000 s  Broker 3 is started again.
   62.400000 s  Broker 3 starts.
   62.406190 s  Broker 1: the ISR of items-list-4 was [1] and is [3, 1].
   62.426877 s  Broker 3 serves.
   62.584083 s  Producer 1 sends no more by itself.
   62.584083 s  Producer 2 sends no more by itself.
   62.584083 s  Producer 3 sends no more by itself.
   62.584083 s  A consumer comes: of items-list in group audit.
   62.584083 s  The link from broker 2 to broker 1 is whole.
   62.584083 s  The link from broker 2 to the controller is whole.
   62.584083 s  The link from the controller to broker 2 is whole.
   62.584658 s  Broken: L9: LogName { topic: TopicId(a1274ac0f89446008ae5d33be9bb4a4c), partition: PartitionIndex(2) }: ends at 160; 161 was safe
