# A program that connects from its own fixed port to the other one's. Nobody
# listens.
import socket, sys

own, other = int(sys.argv[1]), int(sys.argv[2])
c = socket.socket()
c.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
c.bind(("127.0.0.1", own))
c.connect(("127.0.0.1", other))
print("connected", flush=True)
c.sendall(b"hi")
print("got", c.recv(100), flush=True)
