"""Golden files of @gradus/tensor's npy and npz codecs, from NumPy and Python's zipfile.

Writes into packages/tensor/test/golden:
  npy/*.npy, npy/*.npz  files by NumPy
  npy.json              what is in each, in the element type that Gradus reads it into, or the beginning of what Gradus has to
                        say against it; and which of the files Gradus has to write byte for byte as NumPy does
"""
import io
import json
import pathlib
import platform
import zipfile

import numpy as np

golden = pathlib.Path(__file__).parents[2] / "packages/tensor/test/golden"
folder = golden / "npy"

EDGES = {
    "bool": [True, False, True],
    "int8": [-128, 0, 127],
    "uint8": [0, 1, 255],
    "int16": [-32768, 0, 32767],
    "uint16": [0, 1, 65535],
    "int32": [-2147483648, 0, 2147483647],
    "uint32": [0, 1, 2147483647],
    "int64": [-2147483648, -1, 2147483647],
    "uint64": [0, 1, 2147483647],
    "float16": [0.1, -0.0, 65504.0, 6e-8, -6e-5, np.inf, np.nan],
    "float32": [0.1, -0.0, 3.4028235e38, 1e-45, -np.inf, np.nan],
    "float64": [0.1, -0.0, 1.7976931348623157e308, 5e-324, -np.inf, np.nan],
}

READ_AS = {"bool": "bool", "uint8": "uint8", "float16": "float32", "float32": "float32", "float64": "float64"}

SHAPES = [(), (0,), (3,), (2, 3), (4, 0, 2), (2, 1, 3), (1, 2, 2, 2), (2, 1, 2, 1, 3)]

REFUSED = {
    "object": (np.array([1, None]), "Python objects are pickled"),
    "record": (np.array([(1, 2.0)], dtype=[("a", "<i4"), ("b", "<f8")]), "records with fields are no tensor"),
    "bytes": (np.array([b"ab", b"c"]), "text is no tensor"),
    "text": (np.array(["größe"]), "text is no tensor"),
    "complex": (np.array([1 + 2j]), "complex numbers are not supported"),
    "date": (np.array(["2026-11-22"], dtype="M8[D]"), "dates and durations are not supported"),
    "duration": (np.array([1], dtype="m8[s]"), "dates and durations are not supported"),
    "void": (np.zeros(2, dtype="V3"), "raw bytes have no element type"),
    "extended": (np.zeros(2, dtype=np.longdouble), "extended precision differs from machine to machine"),
    "large_int64": (np.array([[1, 2], [-2147483649, 2**62]]), "which int32 cannot hold"),
    "large_uint64": (np.array([2**64 - 1], dtype=np.uint64), "which int32 cannot hold"),
    "large_uint32": (np.array([7, 2147483648], dtype=np.uint32), "which int32 cannot hold"),
}


def describe(array):
    dtype = READ_AS.get(array.dtype.name, "int32")
    data = np.ascontiguousarray(array.astype(np.dtype(dtype).newbyteorder("<"))).tobytes()
    return {"dtype": dtype, "shape": list(array.shape), "bytes": list(data)}


def counting(shape, dtype="float32"):
    return (np.arange(np.prod(shape, dtype=int)) % 100).astype(dtype).reshape(shape)


def arrays():
    """name, array, whether Gradus writes the very same file."""
    for dtype, values in EDGES.items():
        native = np.array(values, dtype=dtype)
        yield dtype, native, dtype in ("bool", "uint8", "int32", "float32", "float64")
        if native.dtype.itemsize > 1:
            yield f"{dtype}_big_endian", native.astype(native.dtype.newbyteorder(">")), False
    for shape in SHAPES:
        name = "x".join(map(str, shape)) or "scalar"
        yield f"shape_{name}", counting(shape), True
        yield f"fortran_{name}", np.asfortranarray(counting(shape, "int16")), False
    yield "fortran_big_endian", np.asfortranarray(counting((2, 3, 2), ">f8")), False
    yield "fortran_bool", np.asfortranarray(counting((3, 2)) % 3 == 1), False


def write_version(name, version):
    with open(folder / f"{name}.npy", "wb") as file:
        np.lib.format.write_array(file, counting((2, 3)), version=version)
    return {"file": f"{name}.npy", "array": describe(counting((2, 3)))}


def write_python2(name):
    """NumPy under Python 2 wrote long integers with an L, and padded to 16."""
    header = b"{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 3L), }"
    header += b" " * (15 - (10 + len(header)) % 16) + b"\n"
    data = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + counting((2, 3)).tobytes()
    (folder / f"{name}.npy").write_bytes(data)
    return {"file": f"{name}.npy", "array": describe(np.load(folder / f"{name}.npy"))}


class Stream(io.RawIOBase):
    """What cannot be rewound: zipfile then writes sizes behind the data."""

    def __init__(self, file):
        self.file = file

    def writable(self):
        return True

    def write(self, data):
        return self.file.write(data)


def members():
    return {
        "weight": counting((4, 5)),
        "bias": np.array([0.1, -0.0, np.nan], dtype=np.float32),
        "count": np.array(7),
        "mask": np.array([[True], [False]]),
        "layer/kernel": np.asfortranarray(counting((2, 3), "float64")),
        "größe": np.zeros((0, 2), dtype=np.uint8),
        "__proto__": np.arange(3, dtype=np.int32),
        "constructor": np.zeros(1000, dtype=np.int32),
    }


def write_npz(name, save):
    with open(folder / f"{name}.npz", "wb") as file:
        save(file, members())
    with np.load(folder / f"{name}.npz") as read:
        contents = {key: describe(read[key]) for key in read.files}
    return {"file": f"{name}.npz", "arrays": contents}


def zip64(file, arrays):
    """What zipfile writes beyond 2 GiB, at a scale that can be committed."""
    limit = zipfile.ZIP64_LIMIT
    zipfile.ZIP64_LIMIT = 100
    try:
        np.savez(file, **arrays)
    finally:
        zipfile.ZIP64_LIMIT = limit


def cases():
    for name, array, same in arrays():
        np.save(folder / f"{name}.npy", array)
        case = {"file": f"{name}.npy", "array": describe(array)}
        yield f"Npy.decode {name}", case
        if same:
            yield f"Npy.encode {name}", case
    for version in [(1, 0), (2, 0), (3, 0)]:
        yield f"Npy.decode version_{version[0]}", write_version(f"version_{version[0]}", version)
    yield "Npy.decode python2", write_python2("python2")
    for name, (array, reason) in REFUSED.items():
        np.save(folder / f"refused_{name}.npy", array, allow_pickle=True)
        yield f"Npy.decode refused_{name}", {"file": f"refused_{name}.npy", "reason": reason}
    yield "Npz.decode savez", write_npz("savez", lambda file, arrays: np.savez(file, **arrays))
    compressed = write_npz("savez_compressed", lambda file, arrays: np.savez_compressed(file, **arrays))
    yield "Npz.decode savez_compressed", compressed
    yield "Npz.decode zip64", write_npz("zip64", zip64)
    streamed = write_npz("streamed", lambda file, arrays: np.savez_compressed(Stream(file), **arrays))
    yield "Npz.decode streamed", streamed
    yield "Npz.decode no_members", write_npz("no_members", lambda file, _: np.savez(file))


folder.mkdir(parents=True, exist_ok=True)
document = {
    "provenance": {
        "script": "tools/golden/npy_files.py",
        "python": platform.python_version(),
        "numpy": np.__version__,
    },
    "cases": dict(cases()),
}
text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
(golden / "npy.json").write_text(text.replace('},"Np', '},\n"Np') + "\n")
