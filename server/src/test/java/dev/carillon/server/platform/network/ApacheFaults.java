package dev.carillon.server.platform.network;

import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.TruncatedChunkException;

/** Names what went wrong, by the exception's type and never by its text. */
final class ApacheFaults {

  private ApacheFaults() {}

  static Outcome outcome(IOException failure) {
    String detail = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return new Outcome.Unreachable(errorClass(failure), detail);
  }

  static ErrorClass errorClass(IOException failure) {
    return switch (failure) {
      case GuardedLookUp.SilentException silent -> ErrorClass.DNS_TIMEOUT;
      case UnknownHostException unknown -> ErrorClass.DNS_NOT_FOUND;
      case ConnectTimeoutException late -> ErrorClass.CONNECT_TIMEOUT;
      case ConnectException refused -> ErrorClass.CONNECT_REFUSED;
      case NoRouteToHostException unroutable -> ErrorClass.CONNECT_FAILED;
      case SSLException tls -> tlsClass(tls);
      case SocketTimeoutException late -> ErrorClass.ANSWER_TIMEOUT;
      case NoHttpResponseException closed -> ErrorClass.CLOSED_EARLY;
      case TruncatedChunkException cut -> ErrorClass.CLOSED_EARLY;
      case ConnectionClosedException closed -> ErrorClass.CLOSED_EARLY;
      case EOFException cut -> ErrorClass.CLOSED_EARLY;
      case MessageConstraintException large -> ErrorClass.BODY_TOO_LARGE;
      case MalformedChunkCodingException malformed -> ErrorClass.BAD_HTTP;
      case ClientProtocolException malformed -> ErrorClass.BAD_HTTP;
      case SocketException reset -> ErrorClass.RESET;
      default -> ErrorClass.BAD_HTTP;
    };
  }

  private static ErrorClass tlsClass(SSLException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      switch (cause) {
        case CertificateExpiredException expired -> {
          return ErrorClass.TLS_EXPIRED;
        }
        case CertificateNotYetValidException early -> {
          return ErrorClass.TLS_EXPIRED;
        }
        case CertPathBuilderException untrusted -> {
          return ErrorClass.TLS_UNTRUSTED;
        }
        case CertPathValidatorException untrusted -> {
          return ErrorClass.TLS_UNTRUSTED;
        }
        default -> {}
      }
    }
    boolean otherHost =
        failure instanceof SSLPeerUnverifiedException
            || (failure instanceof SSLHandshakeException
                && failure.getCause() instanceof java.security.cert.CertificateException);
    return otherHost ? ErrorClass.TLS_HOST : ErrorClass.TLS_PROTOCOL;
  }
}
