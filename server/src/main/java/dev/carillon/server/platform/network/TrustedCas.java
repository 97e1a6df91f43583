package dev.carillon.server.platform.network;

import dev.carillon.hooks.http.tls.Pem;
import dev.carillon.hooks.http.tls.TrustSettings;
import dev.carillon.server.platform.config.NetworkConfig;
import dev.carillon.server.platform.config.WatchedFile;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who vouches for receivers: the authorities of the platform, and those of the operator's file. */
public final class TrustedCas implements Supplier<TrustSettings> {

  private final @Nullable WatchedFile<TrustSettings> file;

  /**
   * Reads the file, where there is one.
   *
   * @throws IllegalArgumentException if it cannot be read
   */
  public TrustedCas(NetworkConfig outward) {
    this.file =
        outward.moreCas()
            ? new WatchedFile<>(
                "httpTrustedCas",
                List.of(outward.trustedCas()),
                texts -> TrustSettings.with(Pem.certificates(texts.getFirst())))
            : null;
  }

  @Override
  public TrustSettings get() {
    return file == null ? TrustSettings.platform() : file.get();
  }

  /** What is wrong with the file, or nothing; empty where there is no file. */
  public Optional<String> trouble() {
    return file == null ? Optional.empty() : Optional.of(file.trouble());
  }
}
