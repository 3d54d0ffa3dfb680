# A server that waits for a datagram.
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", 18417))
print("got", s.recvfrom(100)[0], flush=True)
