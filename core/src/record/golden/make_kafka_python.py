"""Lets kafka-python's own record builder write batches, and prints them as golden vectors.

    pip install kafka-python==3.0.12    (or 2.0.2, with six)
    python make_kafka_python.py > kafka-python-3.0.12.txt
"""

import gzip
import inspect

import kafka
from kafka.record import default_records

Builder = default_records.DefaultRecordBatchBuilder


def text(data):
    return "null" if data is None else "empty" if not data else data.hex()


def batch(name, records, codec=0, producer=None):
    producer_id, epoch, sequence = producer or (-1, -1, -1)
    wanted = dict(
        magic=2, compression_type=codec, is_transactional=False, transactional=False, producer_id=producer_id,
        producer_epoch=epoch, base_sequence=sequence, batch_size=1 << 20,
    )
    known = inspect.signature(Builder.__init__).parameters
    builder = Builder(**{key: value for key, value in wanted.items() if key in known})
    for offset, (timestamp, key, value, headers) in enumerate(records):
        assert builder.append(offset, timestamp, key, value, headers) is not None
    data = bytes(builder.build())
    print(f"\nbatch {name}")
    print("codec", ["none", "gzip", "snappy", "lz4", "zstd"][codec])
    print("producer", producer_id, epoch, sequence)
    for timestamp, key, value, headers in records:
        fields = " ".join(f"{name.encode().hex()}={text(value)}" for name, value in headers)
        print("record", timestamp, text(key), text(value), fields)
    if codec == 1:
        print("plain", gzip.decompress(data[61:]).hex())
    print("bytes", data.hex())


T = 1_700_000_000_000
print("# Record batches by kafka-python", kafka.__version__, "(make_kafka_python.py)")
batch("one", [(T, None, b"0", [])])
batch("items", [(T + i, None, b'{"number": %d}' % i, []) for i in range(5)])
batch("keys", [(T, b"a", b"1", []), (T + 250, b"", b"", []), (T + 1000, b"gone", None, [])])
batch("headers", [(T, b"k", b"v", [("trace", b"\x00\xff"), ("", b""), ("trace", b"again")]), (T, None, b"w", [])])
batch("backwards", [(T, None, b"late", []), (T - 86_400_000, None, b"early", []), (T + 7, None, b"x" * 300, [])])
batch("idempotent", [(T, b"k", b"v", []), (T + 1, b"k", b"w", [])], producer=(4711, 3, 2_147_483_646))
batch("gzip", [(T + i, b"k", b"the same again and again" * 4, []) for i in range(20)], codec=1)
