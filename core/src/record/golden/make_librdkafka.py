"""Stands in for a broker until librdkafka has produced, and prints its batches as golden vectors.

    pip install confluent-kafka==2.16.0
    python make_librdkafka.py > librdkafka-2.16.0.txt

The stand-in answers ApiVersions, Metadata, InitProducerId and Produce in their oldest useful versions, without looking inside.
"""

import gzip
import socket
import struct
import threading

import confluent_kafka

# The group and fetch APIs are never asked; they stand here since librdkafka tells features by them.
APIS = {
    0: (0, 7), 1: (0, 10), 3: (0, 4), 8: (0, 2), 9: (0, 2), 10: (0, 1), 11: (0, 2), 12: (0, 1), 14: (0, 1), 18: (0, 0),
    22: (0, 1),
}
PRODUCER_ID, EPOCH = 4711, 3
produced = []


def string(value):
    return struct.pack(">h", len(value)) + value


def answer(key, version, body, port):
    if key == 18:
        return struct.pack(">hi", 0, len(APIS)) + b"".join(struct.pack(">hhh", k, *v) for k, v in sorted(APIS.items()))
    if key == 3:
        broker = struct.pack(">i", 1) + string(b"127.0.0.1") + struct.pack(">ih", port, -1)
        partition = struct.pack(">hiiiiii", 0, 0, 1, 1, 1, 1, 1)
        topic = struct.pack(">h", 0) + string(b"golden") + struct.pack(">bi", 0, 1) + partition
        head = struct.pack(">i", 0) if version >= 3 else b""
        return head + struct.pack(">i", 1) + broker + string(b"cluster") + struct.pack(">ii", 1, 1) + topic
    if key == 22:
        return struct.pack(">ihqh", 0, 0, PRODUCER_ID, EPOCH)
    if key == 0:
        (transactional,) = struct.unpack_from(">h", body)
        at = 2 + max(transactional, 0) + 2 + 4 + 4  # transactional id, acks, timeout, one topic
        (length,) = struct.unpack_from(">h", body, at)
        at += 2 + length + 4 + 4  # name, one partition, its number
        (size,) = struct.unpack_from(">i", body, at)
        produced.append(body[at + 4 : at + 4 + size])
        assert at + 4 + size == len(body)
        partition = struct.pack(">ihqqq", 0, 0, 0, -1, 0)
        return struct.pack(">i", 1) + string(b"golden") + struct.pack(">i", 1) + partition + struct.pack(">i", 0)
    raise SystemExit(f"unexpected API {key}")


def exactly(connection, size):
    data = b""
    while len(data) < size:
        piece = connection.recv(size - len(data))
        if not piece:
            raise ConnectionError
        data += piece
    return data


def serve(connection, port):
    try:
        while True:
            (size,) = struct.unpack(">i", exactly(connection, 4))
            request = exactly(connection, size)
            key, version, correlation, client = struct.unpack_from(">hhih", request)
            body = request[10 + max(client, 0) :]
            if key == 18 and version > 0:
                reply = struct.pack(">h", 35) + struct.pack(">ihhh", 1, 18, 0, 0)
            else:
                reply = answer(key, version, body, port)
            connection.sendall(struct.pack(">ii", len(reply) + 4, correlation) + reply)
    except ConnectionError:
        pass


listener = socket.create_server(("127.0.0.1", 0))
port = listener.getsockname()[1]


def accept():
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection, port), daemon=True).start()


threading.Thread(target=accept, daemon=True).start()


def text(data):
    return "null" if data is None else "empty" if not data else data.hex()


def batch(name, records, codec="none", idempotent=False):
    produced.clear()
    producer = confluent_kafka.Producer({
        "bootstrap.servers": f"127.0.0.1:{port}", "compression.type": codec, "linger.ms": 200,
        "enable.idempotence": idempotent, "acks": "all",
    })
    for timestamp, key, value, headers in records:
        producer.produce("golden", value, key, partition=0, timestamp=timestamp, headers=headers)
    assert producer.flush(10) == 0
    assert len(produced) == 1, "all records in one batch"
    data = produced[0]
    print(f"\nbatch {name}")
    print("codec", codec)
    print("producer", *((PRODUCER_ID, EPOCH, 0) if idempotent else (-1, -1, -1)))
    for timestamp, key, value, headers in records:
        fields = " ".join(f"{name.encode().hex()}={text(value)}" for name, value in headers)
        print("record", timestamp, text(key), text(value), fields)
    if codec == "gzip":
        print("plain", gzip.decompress(data[61:]).hex())
    print("bytes", data.hex())


T = 1_700_000_000_000
print("# Record batches by librdkafka", confluent_kafka.libversion()[0], "(make_librdkafka.py)")
batch("one", [(T, None, b"0", [])])
batch("keys", [(T, b"a", b"1", []), (T + 250, b"", b"", []), (T + 1000, b"gone", None, [])])
batch("headers", [(T, b"k", b"v", [("trace", b"\x00\xff"), ("h", b""), ("trace", None)]), (T, None, b"w", [])])
batch("backwards", [(T, None, b"late", []), (T - 86_400_000, None, b"early", []), (T + 7, None, b"x" * 300, [])])
batch("idempotent", [(T, b"k", b"v", []), (T + 1, b"k", b"w", [])], idempotent=True)
for codec in ("gzip", "snappy", "lz4", "zstd"):
    batch(codec, [(T + i, b"k", b"the same again and again" * 4, []) for i in range(20)], codec=codec)
