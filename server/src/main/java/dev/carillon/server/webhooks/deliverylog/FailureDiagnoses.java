package dev.carillon.server.webhooks.deliverylog;

import dev.carillon.hooks.delivery.ErrorClass;

/** What it means that there was no response, or none of use. */
final class FailureDiagnoses {

  private FailureDiagnoses() {}

  static Diagnosis of(ErrorClass error) {
    return switch (error) {
      case CONNECT_REFUSED ->
          new Diagnosis(
              "No program listens at the receiver's address and port.",
              "Start the receiver, and check the port in the webhook's URL.");
      case CONNECT_TIMEOUT ->
          new Diagnosis(
              "No connection in time: a firewall may drop packets, the machine is down, or all"
                  + " connections of this server were in use.",
              "Check that the receiver's machine runs and accepts connections from this server."
                  + " If the detail says that all connections are in use, shorten the timeout,"
                  + " or limit the concurrency, of webhooks with slow receivers.");
      case CONNECT_FAILED ->
          new Diagnosis(
              "No connection: there is no route to the receiver, or another network error.",
              "Check the routing to the receiver, and the proxy if there is one.");
      case DNS_NOT_FOUND ->
          new Diagnosis(
              "The name in the webhook's URL does not exist, or has no address.",
              "Check the spelling of the name and its DNS entry.");
      case DNS_TIMEOUT ->
          new Diagnosis(
              "The name server did not respond in time.",
              "Check this server's name servers; the delivery is retried.");
      case BLOCKED_ADDRESS ->
          new Diagnosis(
              "The name resolves to an address that webhooks may not reach, so nothing was sent.",
              "If you mean this receiver, add its network to webHooksAllowedNetworks.");
      case NOT_ACKNOWLEDGED ->
          new Diagnosis(
              "A reader fetched the event and did not acknowledge it before its lease ended.",
              "Read the reader's log: it may have failed, or needs a longer lease.");
      case LOGIN_FAILED ->
          new Diagnosis(
              "The token endpoint gave no access token, so nothing was sent to the receiver.",
              "Read the detail, and check authentication of the webhook: tokenUrl, clientId,"
                  + " clientSecret and scope.");
      case RESET ->
          new Diagnosis(
              "The connection was reset before a response came.",
              "Read the log of the receiver and of any proxy before it.");
      case TLS_EXPIRED, TLS_UNTRUSTED, TLS_HOST, TLS_PROTOCOL, TLS_CLIENT_CERTIFICATE -> tls(error);
      case CLOSED_EARLY, BAD_HTTP, ANSWER_TIMEOUT, BODY_TOO_LARGE -> unusable(error);
      case REDIRECT -> ResponseDiagnoses.of(300);
      case HTTP_4XX -> ResponseDiagnoses.of(499);
      case HTTP_5XX -> ResponseDiagnoses.of(500);
      case HTTP_OTHER -> ResponseDiagnoses.of(600);
    };
  }

  /** Of connections that could not be secured. */
  private static Diagnosis tls(ErrorClass error) {
    return switch (error) {
      case TLS_EXPIRED ->
          new Diagnosis(
              "The receiver's certificate has expired or is not valid yet.",
              "Renew the certificate, and check the clocks on both sides.");
      case TLS_UNTRUSTED ->
          new Diagnosis(
              "This server does not trust the issuer of the receiver's certificate.",
              "Install the whole certificate chain at the receiver, or add its issuer"
                  + " to httpTrustedCas.");
      case TLS_HOST ->
          new Diagnosis(
              "The receiver's certificate is for another host name than the one in the"
                  + " webhook's URL.",
              "Use the name in the certificate, or get a certificate for this name.");
      case TLS_PROTOCOL ->
          new Diagnosis(
              "This server and the receiver have no TLS version or cipher suite in common.",
              "Configure the receiver for TLS 1.2 or 1.3 with a common cipher suite.");
      case TLS_CLIENT_CERTIFICATE ->
          new Diagnosis(
              "The receiver asks for a client certificate, and got none or one that it rejects.",
              "Give the webhook a certificate that the receiver trusts: clientCertificatePem and"
                  + " clientKeyPem.");
      default -> throw new IllegalArgumentException(error + " has nothing to do with TLS");
    };
  }

  /** Of responses that did not come in whole. */
  private static Diagnosis unusable(ErrorClass error) {
    return switch (error) {
      case CLOSED_EARLY ->
          new Diagnosis(
              "The connection was closed before the response was complete.",
              "Read the receiver's log: it may crash or restart while it responds.");
      case BAD_HTTP ->
          new Diagnosis(
              "The response is not HTTP.",
              "Check the port and whether the URL must begin with https.");
      case ANSWER_TIMEOUT ->
          new Diagnosis(
              "The response was not complete before the timeout. The receiver may have"
                  + " processed the event.",
              "Let the receiver respond first and work afterwards, or raise the"
                  + " webhook's timeout.");
      case BODY_TOO_LARGE ->
          new Diagnosis(
              "The head of the response is too large.",
              "Let the receiver respond with fewer and shorter headers.");
      default -> throw new IllegalArgumentException(error + " is no half of a response");
    };
  }
}
