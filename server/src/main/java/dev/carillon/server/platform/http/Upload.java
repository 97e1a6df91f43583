package dev.carillon.server.platform.http;

import java.nio.file.Path;

/**
 * A file that came with a request, complete, written to disk and synced.
 *
 * @param filename as the client named it, without any folders; may be empty
 * @param file where it is now, on the same file system as the file store; deleted when the call
 *     ends, unless it was moved away
 * @param length in bytes
 * @param sha256 lower-case hex
 * @param md5 lower-case hex
 */
public record Upload(String filename, Path file, long length, String sha256, String md5) {}
