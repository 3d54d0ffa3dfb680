# A client that wants three connections to one address while the system may
# choose between two ports.
import socket

with open("/proc/sys/net/ipv4/ip_local_port_range", "w") as f:
    f.write("50000 50001")  # as if all other ports were taken
kept = []
for i in range(3):
    c = socket.socket()
    try:
        c.connect(("127.0.0.1", 18404))
        print("connected from", c.getsockname()[1], flush=True)
        kept.append(c)
    except OSError as e:
        print("connect", i, e, flush=True)
input()
