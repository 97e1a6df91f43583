package dev.carillon.server.testing;

import dev.carillon.server.platform.config.FileStoreConfig;
import java.io.IOException;
import java.net.URI;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobProviderMetadata;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;

/** An object store with the API of S3, in this process and in memory, one for all tests. */
public final class S3Server {

  /** What callers need to be admitted. */
  public static final FileStoreConfig.Credentials CREDENTIALS =
      new FileStoreConfig.Credentials("test-key", "test-secret-that-nobody-may-see");

  private static final AtomicInteger BUCKETS = new AtomicInteger();

  private final S3Proxy proxy;
  private final BlobStore content;

  private S3Server() {
    content =
        ContextBuilder.newBuilder(new TransientNio2BlobProviderMetadata())
            .credentials("nobody", "nothing")
            .overrides(new Properties())
            .build(BlobStoreContext.class)
            .getBlobStore();
    proxy =
        S3Proxy.builder()
            .blobStore(content)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(
                AuthenticationType.AWS_V2_OR_V4, CREDENTIALS.accessKey(), CREDENTIALS.secretKey())
            .build();
    try {
      proxy.start();
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** The one of this process. */
  public static S3Server shared() {
    return Shared.SERVER;
  }

  /** Where it listens. */
  public int port() {
    return proxy.getPort();
  }

  /** The bytes that it keeps. */
  public BlobStore content() {
    return content;
  }

  /** A place in a new bucket. */
  public FileStoreConfig.S3 place() {
    return place(port());
  }

  /** A place in a new bucket, which is reached by this port. */
  public FileStoreConfig.S3 place(int port) {
    String bucket = "bucket-" + BUCKETS.incrementAndGet();
    content.createContainerInLocation(null, bucket);
    return at(bucket, port, CREDENTIALS);
  }

  /** A place in a bucket, which need not be there. */
  public static FileStoreConfig.S3 at(
      String bucket, int port, FileStoreConfig.Credentials credentials) {
    return new FileStoreConfig.S3(
        bucket, "assets/", "http://127.0.0.1:" + port, "us-east-1", true, credentials);
  }

  /** Replaces what an object holds behind the back of the store. */
  public void tamper(FileStoreConfig.S3 place, String key, byte[] bytes) throws IOException {
    String name = place.prefix() + key;
    content.putBlob(
        place.bucket(),
        content
            .blobBuilder(name)
            .payload(bytes)
            .contentLength(bytes.length)
            .userMetadata(content.blobMetadata(place.bucket(), name).getUserMetadata())
            .build());
  }

  private static final class Shared {
    private static final S3Server SERVER = new S3Server();
  }
}
