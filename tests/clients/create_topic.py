"""Makes a topic as an administrator would, and waits until the broker knows its partitions: bootstrap, topic, partitions."""

import sys
import time

from kafka import KafkaConsumer
from kafka.admin import KafkaAdminClient, NewTopic

bootstrap, topic, partitions = sys.argv[1], sys.argv[2], int(sys.argv[3])
admin = KafkaAdminClient(bootstrap_servers=[bootstrap])
admin.create_topics([NewTopic(topic, num_partitions=partitions, replication_factor=1)])
admin.close()

reader = KafkaConsumer(bootstrap_servers=[bootstrap])
for _ in range(100):
    if len(reader.partitions_for_topic(topic) or []) == partitions:
        break
    time.sleep(0.1)
else:
    sys.exit(f"{topic} has not got {partitions} partitions")
reader.close()
