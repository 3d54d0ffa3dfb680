# A server that is bound to any address, so the kernel chooses the source of its
# answer.
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("0.0.0.0", 18416))
data, who = s.recvfrom(100)
print("got", data, flush=True)
s.sendto(b"pong", who)
input()
