# A client that wants four connections.
import socket

kept = []
for i in range(4):
    c = socket.socket()
    kept.append(c)
    c.connect(("127.0.0.1", 18405))
    print("connected", i, flush=True)
