# A server that reads the whole request, up to the end, before it answers.
import socket

ln = socket.socket()
ln.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
ln.bind(("127.0.0.1", 18461))
ln.listen()
c, _ = ln.accept()
request = b""
while b := c.recv(100):
    request += b
    print("got", len(request), flush=True)
c.sendall(b"you said " + request)
c.close()
