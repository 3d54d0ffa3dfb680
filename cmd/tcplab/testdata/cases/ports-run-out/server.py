# A server that serves one client after another.
import socket

ln = socket.socket()
ln.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
ln.bind(("127.0.0.1", 18404))
ln.listen()
while True:
    c, _ = ln.accept()
    c.recv(100)
    c.close()
