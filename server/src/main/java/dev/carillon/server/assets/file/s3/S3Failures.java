package dev.carillon.server.assets.file.s3;

import dev.carillon.server.platform.files.FileStoreTrouble;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Says in words what is wrong with an object store.
 *
 * @param store its name
 */
record S3Failures(String store) {

  private static final int NOT_FOUND = 404;
  private static final int FORBIDDEN = 403;
  private static final int UNAVAILABLE = 503;
  private static final Set<Integer> REFUSED = Set.of(FORBIDDEN, 405, 501);

  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("NoSuchBucket", "its bucket does not exist"),
          Map.entry("ExpiredToken", "its credentials have expired"),
          Map.entry("ExpiredTokenException", "its credentials have expired"),
          Map.entry("TokenRefreshRequired", "its credentials have expired"),
          Map.entry("InvalidToken", "it does not accept the session token"),
          Map.entry("InvalidAccessKeyId", "it does not know the access key"),
          Map.entry("SignatureDoesNotMatch", "the secret key is not that of the access key"),
          Map.entry("RequestTimeTooSkewed", "the clock of this machine differs too much from its"),
          Map.entry("AccessDenied", "it denies access"),
          Map.entry("BadDigest", "it received other bytes than were sent"),
          Map.entry("InvalidDigest", "it received other bytes than were sent"),
          Map.entry("XAmzContentSHA256Mismatch", "it received other bytes than were sent"),
          Map.entry("NoSuchUpload", "it lost an upload that was not finished"),
          Map.entry("SlowDown", "it has too many requests"),
          Map.entry("PermanentRedirect", "its bucket is in another region"),
          Map.entry("AuthorizationHeaderMalformed", "its bucket is in another region"));

  /** The failure of a call about a file: it is not there, or the store is in trouble. */
  IOException of(String key, SdkException failure) {
    return notThere(failure) ? new NoSuchFileException(key) : trouble(failure);
  }

  /** Whether a call failed because there is no such object, though there may be no bucket. */
  static boolean notThere(SdkException failure) {
    return failure instanceof AwsServiceException refused
        && refused.statusCode() == NOT_FOUND
        && !code(refused).equals("NoSuchBucket");
  }

  /** Whether a store does not know such a call, or denies it. */
  static boolean refused(FileStoreTrouble trouble) {
    return trouble.getCause() instanceof AwsServiceException refused
        && REFUSED.contains(refused.statusCode());
  }

  /** The trouble that made a call fail. */
  FileStoreTrouble trouble(SdkException failure) {
    String reason =
        switch (failure) {
          case AwsServiceException refused -> refused(refused);
          case ApiCallTimeoutException late -> "it does not respond in time";
          case ApiCallAttemptTimeoutException late -> "it does not respond in time";
          default -> unreached(failure);
        };
    return new FileStoreTrouble(store, reason, String.valueOf(failure.getMessage()), failure);
  }

  /** The trouble that broke a transfer. */
  FileStoreTrouble trouble(IOException broken) {
    return broken instanceof FileStoreTrouble trouble
        ? trouble
        : new FileStoreTrouble(
            store,
            broken instanceof SocketTimeoutException
                ? "it does not respond in time"
                : "the connection to it broke",
            broken.toString(),
            broken);
  }

  private static String refused(AwsServiceException refused) {
    String known = REASONS.get(code(refused));
    if (known != null) {
      return known;
    }
    return switch (refused.statusCode()) {
      case NOT_FOUND -> "its bucket does not exist";
      case FORBIDDEN -> "it denies access";
      case UNAVAILABLE -> "it is not available";
      default -> "it responds with " + refused.statusCode() + " " + code(refused);
    };
  }

  private static String unreached(SdkException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketTimeoutException) {
        return "it does not respond in time";
      }
      if (cause instanceof IOException) {
        return "it cannot be reached";
      }
    }
    return String.valueOf(failure.getMessage()).contains("credentials")
        ? "there are no credentials for it: set fileStoreAccessKey and fileStoreSecretKey, or"
            + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        : "it cannot be called";
  }

  private static String code(AwsServiceException refused) {
    return Optional.ofNullable(refused.awsErrorDetails())
        .flatMap(details -> Optional.ofNullable(details.errorCode()))
        .orElse("");
  }
}
