# A server that takes what the first recv brings for the name of a file.
import socket

ln = socket.socket()
ln.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
ln.bind(("127.0.0.1", 18410))
ln.listen()
input()  # it is busy with something else
c, _ = ln.accept()
name = c.recv(1024)  # the fault: it takes all that has come
body = b""
while b := c.recv(1024):
    body += b
print("name", name, "body", body, flush=True)
c.close()
