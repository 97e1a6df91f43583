package dev.carillon.server.home;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The machine that this process runs on. */
final class Host {

  private Host() {}

  /** What it is called; empty where nobody knows. */
  static String name() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException unnamed) {
      return System.getenv().getOrDefault("HOSTNAME", "");
    }
  }
}
