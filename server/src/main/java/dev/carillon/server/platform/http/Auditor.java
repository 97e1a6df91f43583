package dev.carillon.server.platform.http;

/** Hears of every call that was let in to change something, and of every call's end. */
public interface Auditor {

  /** Keeps nothing. */
  Auditor NONE =
      new Auditor() {
        @Override
        public void begins(AuditedCall call) {}

        @Override
        public void ended(AuditedCall call, boolean begun, Response answer) {}
      };

  /**
   * A call that changes something is about to be carried out.
   *
   * @throws dev.carillon.hooks.delivery.HooksException where that cannot be kept; then it must not
   *     be
   */
  void begins(AuditedCall call);

  /**
   * A call is about to be answered; called for each call whose route is known.
   *
   * @param begun whether it was carried out, rather than being turned away before
   * @param answer with the status that is meant, even where another one is sent
   */
  void ended(AuditedCall call, boolean begun, Response answer);
}
