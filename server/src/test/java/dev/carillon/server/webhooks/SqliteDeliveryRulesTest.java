package dev.carillon.server.webhooks;

import java.nio.file.Path;

/** Answers are the same whatever the store is: they are tried on the quicker one. */
class SqliteDeliveryRulesTest extends DeliveryRules implements AnswerRules, SilenceRules {

  @Override
  StoreHome home(Path dir) {
    return new SqliteHome(dir);
  }
}
