package dev.carillon.hooks.http;

import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.http.response.ResponseFault;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;

/** Names what went wrong, by the exception's type and the attempt's phase, never by words. */
final class FaultClassifier {

  private FaultClassifier() {}

  /** The outcome of an attempt that came this far and failed so. */
  public static Outcome outcome(IOException failure, Progress progress) {
    ErrorClass errorClass = refinedBy(progress, failure, errorClass(failure, progress.phase()));
    String message =
        failure instanceof ClosedChannelException
            ? "the sender was closed, or its thread interrupted"
            : failure.getMessage();
    String detail = message == null ? failure.toString() : message;
    return errorClass == ErrorClass.BLOCKED_ADDRESS
        ? new Outcome.Blocked(detail)
        : new Outcome.NoResponse(errorClass, detail);
  }

  /**
   * Who asks for a certificate and then breaks off, before the first byte of a response, does so
   * because of it. In TLS 1.3 the refusal comes after the handshake, and a reset may overtake it.
   */
  private static ErrorClass refinedBy(Progress progress, IOException failure, ErrorClass plain) {
    Progress.Phase phase = progress.phase();
    boolean unanswered =
        phase.compareTo(Progress.Phase.TLS) >= 0 && phase.compareTo(Progress.Phase.FIRST_BYTE) <= 0;
    boolean brokenOff =
        plain == ErrorClass.TLS_PROTOCOL
            || plain == ErrorClass.RESET
            || (plain == ErrorClass.CLOSED_EARLY && !(failure instanceof ClosedChannelException));
    return progress.certificateAsked() && unanswered && brokenOff
        ? ErrorClass.TLS_CLIENT_CERTIFICATE
        : plain;
  }

  static ErrorClass errorClass(IOException failure, Progress.Phase phase) {
    boolean connecting = phase.compareTo(Progress.Phase.TUNNEL) <= 0;
    return switch (failure) {
      case ResponseFault fault -> fault.errorClass();
      case ConnectException refused -> ErrorClass.CONNECT_REFUSED;
      case SocketTimeoutException late -> ErrorClass.CONNECT_TIMEOUT;
      case SSLException tls -> tls(tls, phase);
      case IOException every when connecting -> ErrorClass.CONNECT_FAILED;
      case ClosedChannelException ours -> ErrorClass.CLOSED_EARLY;
      case EOFException cut -> ErrorClass.CLOSED_EARLY;
      // a broken pipe or a reset, which the platform tells apart by words only
      default -> ErrorClass.RESET;
    };
  }

  /** The innermost cause that means something: an expired one lies within an untrusted one. */
  private static ErrorClass tls(SSLException failure, Progress.Phase phase) {
    ErrorClass innermost = ErrorClass.TLS_PROTOCOL;
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      innermost =
          switch (cause) {
            case CertificateExpiredException expired -> ErrorClass.TLS_EXPIRED;
            case CertificateNotYetValidException early -> ErrorClass.TLS_EXPIRED;
            case CertPathBuilderException untrusted -> ErrorClass.TLS_UNTRUSTED;
            case CertPathValidatorException untrusted -> ErrorClass.TLS_UNTRUSTED;
            case SocketException reset -> ErrorClass.RESET;
            case ClosedChannelException ours -> ErrorClass.CLOSED_EARLY;
            case EOFException cut when phase != Progress.Phase.TLS -> ErrorClass.CLOSED_EARLY;
            // the check of the host's name throws the bare type, that of the path does not
            case CertificateException host ->
                host.getClass() == CertificateException.class
                    ? ErrorClass.TLS_HOST
                    : ErrorClass.TLS_UNTRUSTED;
            default -> innermost;
          };
    }
    return innermost;
  }
}
