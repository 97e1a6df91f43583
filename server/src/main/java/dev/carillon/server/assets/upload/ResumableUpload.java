package dev.carillon.server.assets.upload;

/**
 * A file that comes in parts.
 *
 * @param id 22 characters
 * @param owner the user who sends it; other users cannot read, continue or use it
 * @param filename as the client named it, without any folders; may be empty
 * @param length how many bytes it has when it is complete
 * @param received how many of them are stored for good, from its beginning
 * @param createdAt milliseconds since 1970
 */
record ResumableUpload(
    String id, String owner, String filename, long length, long received, long createdAt) {

  /** Whether all of it is stored. */
  boolean complete() {
    return received == length;
  }
}
