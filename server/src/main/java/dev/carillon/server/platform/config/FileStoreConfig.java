package dev.carillon.server.platform.config;

import java.nio.file.Path;

/** Where the files of assets are kept. */
public sealed interface FileStoreConfig {

  /** How an address in an object store begins. */
  String S3_SCHEME = "s3://";

  /** As the property {@code fileStore} names it, without credentials. */
  String name();

  /**
   * A folder of this machine, or one that it shares with others.
   *
   * @param folder the folder
   */
  record Folder(Path folder) implements FileStoreConfig {

    @Override
    public String name() {
      return folder.toString();
    }
  }

  /**
   * An S3-compatible object store.
   *
   * @param prefix what all keys begin with; empty or ends with a slash
   * @param endpoint where the store is; empty = Amazon's
   * @param region its region; empty = as the environment says
   * @param pathStyle whether the bucket stands in the path rather than in the host name
   * @param credentials who calls
   */
  record S3(
      String bucket,
      String prefix,
      String endpoint,
      String region,
      boolean pathStyle,
      Credentials credentials)
      implements FileStoreConfig {

    @Override
    public String name() {
      return S3_SCHEME + bucket + (prefix.isEmpty() ? "" : "/" + prefix.replaceFirst("/$", ""));
    }

    /** The place with this address, such as {@code s3://bucket/prefix}, reached in the same way. */
    public S3 at(String address) {
      String place = address.substring(S3_SCHEME.length()).replaceAll("/+$", "");
      int slash = place.indexOf('/');
      return new S3(
          slash < 0 ? place : place.substring(0, slash),
          slash < 0 ? "" : place.substring(slash + 1) + "/",
          endpoint,
          region,
          pathStyle,
          credentials);
    }
  }

  /**
   * An access key and its secret.
   *
   * @param accessKey empty = credentials come from the environment, as tools for S3 find them
   * @param secretKey never shown
   */
  record Credentials(String accessKey, String secretKey) {

    /** Without the secret. */
    @Override
    public String toString() {
      return "Credentials[" + accessKey + "]";
    }
  }
}
