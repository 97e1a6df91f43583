package dev.carillon.server.testing;

import dev.carillon.server.platform.config.FileStoreConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobProviderMetadata;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;

/** An object store in a process of its own, which keeps files in a folder: it can be killed. */
public final class S3Process implements AutoCloseable {

  private static final String BUCKET = "bucket";
  private static final String READY = "ready";

  private final Path folder;
  private final int port;
  private Process process;

  private S3Process(Path folder, int port) throws IOException {
    this.folder = folder;
    this.port = port;
    this.process = launched(folder, port);
  }

  /** One that keeps its files in this folder, and listens on this port. */
  public static S3Process start(Path folder, int port) throws IOException {
    Files.createDirectories(folder);
    return new S3Process(folder, port);
  }

  /** Kills it at once, as {@code kill -9} does. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Starts it again after it was killed. */
  public void restart() throws IOException {
    process = launched(folder, port);
  }

  /** Its place, reached by another port. */
  public static FileStoreConfig.S3 place(int port) {
    return S3Server.at(BUCKET, port, S3Server.CREDENTIALS);
  }

  /** The file that it keeps under a key of such a place. */
  public Path file(String key) {
    return folder.resolve(BUCKET).resolve("assets").resolve(key);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }

  private static Process launched(Path folder, int port) throws IOException {
    Process started =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx256m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    S3Process.class.getName(),
                    folder.toString(),
                    Integer.toString(port)))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader lines = started.inputReader();
    for (String line = lines.readLine(); !READY.equals(line); line = lines.readLine()) {
      if (line == null) {
        throw new IOException("the object store did not start");
      }
    }
    return started;
  }

  /** Runs until its input ends, which it does with the process that started it. */
  public static void main(String[] folderAndPort) throws Exception {
    Properties settings = new Properties();
    settings.setProperty("jclouds.filesystem.basedir", folderAndPort[0]);
    BlobStore content =
        ContextBuilder.newBuilder(new FilesystemNio2BlobProviderMetadata())
            .credentials("none", "nothing")
            .overrides(settings)
            .build(BlobStoreContext.class)
            .getBlobStore();
    content.createContainerInLocation(null, BUCKET);
    S3Proxy.builder()
        .blobStore(content)
        .endpoint(URI.create("http://127.0.0.1:" + folderAndPort[1]))
        .awsAuthentication(
            AuthenticationType.AWS_V2_OR_V4,
            S3Server.CREDENTIALS.accessKey(),
            S3Server.CREDENTIALS.secretKey())
        .build()
        .start();
    System.out.println(READY);
    while (System.in.read() >= 0) {
      // nothing is asked
    }
    System.exit(0);
  }
}
