# A server that answers each whole line.
import socket

ln = socket.socket()
ln.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
ln.bind(("127.0.0.1", 18413))
ln.listen()
c, _ = ln.accept()
while b := c.recv(100):
    if b.endswith(b"\n"):
        c.sendall(b"ok\n")
