package dev.carillon.server.assets.preview;

import dev.carillon.server.assets.asset.Asset;
import dev.carillon.server.platform.http.Response;
import java.net.InetAddress;

/** Pictures of assets. Those that are not there yet are made, and waited for. */
public interface Renditions {

  /** Whether the pictures that each visible asset has are there. */
  boolean made(Asset asset);

  /**
   * The small picture.
   *
   * @throws dev.carillon.server.platform.http.Problem 409 where there is none
   */
  Response thumbnail(Asset asset, Reader reader);

  /**
   * The large picture, or another one.
   *
   * @param name what stands in a path behind {@code /previews/}; empty = the large picture
   * @param attachment whether it shall be saved rather than shown
   * @throws dev.carillon.server.platform.http.Problem 409 where there is none, 400 where the name
   *     is none
   */
  Response preview(Asset asset, String name, Reader reader, boolean attachment);

  /**
   * Who asks.
   *
   * @param name whose share of the server's work it is: a user, or the maker of a guest's link
   * @param from where he is
   * @param guest whether it is somebody without an account, by a link
   */
  record Reader(String name, InetAddress from, boolean guest) {

    /** A user. */
    public Reader(String name, InetAddress from) {
      this(name, from, false);
    }
  }
}
