package dev.carillon.server.tls;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HexFormat;

/** The first message of TLS, byte by byte: it offers what no client of today would. */
final class ClientHello {

  static final int ALERT = 0x15;
  static final int HANDSHAKE = 0x16;

  /** supported_groups x25519 and P-256, uncompressed points, signatures with SHA-256. */
  private static final String EXTENSIONS =
      "000a00060004001d0017" + "000b00020100" + "000d000a0008040304010804" + "0603";

  private ClientHello() {}

  /**
   * What a server answers first: the kind of its record, and behind it the number of the alert or
   * the version that it has chosen.
   *
   * @param version such as 0x0301 for TLS 1.0
   */
  static Answer say(int port, int version, int... suites) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(body);
    out.writeShort(version);
    out.write(new byte[32]);
    out.writeByte(0);
    out.writeShort(suites.length * 2);
    for (int suite : suites) {
      out.writeShort(suite);
    }
    out.writeShort(0x0100);
    byte[] extensions = HexFormat.of().parseHex(EXTENSIONS);
    out.writeShort(extensions.length);
    out.write(extensions);
    return exchange(port, record(version, body.toByteArray()));
  }

  private static byte[] record(int version, byte[] body) throws IOException {
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(record);
    out.writeByte(HANDSHAKE);
    out.writeShort(Math.min(version, 0x0301));
    out.writeShort(body.length + 4);
    out.writeByte(1);
    out.writeByte(0);
    out.writeShort(body.length);
    out.write(body);
    return record.toByteArray();
  }

  private static Answer exchange(int port, byte[] hello) throws IOException {
    try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(hello);
      InputStream in = socket.getInputStream();
      byte[] head = in.readNBytes(11);
      return head[0] == ALERT
          ? new Answer(ALERT, head[6])
          : new Answer(head[0], (head[9] & 0xff) << 8 | (head[10] & 0xff));
    }
  }

  /** What came back. */
  record Answer(int kind, int number) {}
}
