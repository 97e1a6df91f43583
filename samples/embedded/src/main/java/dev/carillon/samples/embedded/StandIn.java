package dev.carillon.samples.embedded;

import dev.carillon.hooks.delivery.Answer;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.send.Sender;
import dev.carillon.hooks.send.SignedRequest;
import java.net.HttpURLConnection;
import java.net.URI;

final class StandIn implements Sender {
  public Outcome send(SignedRequest r) {
    try {
      var c = (HttpURLConnection) URI.create(r.url()).toURL().openConnection();
      c.setRequestMethod("POST");
      c.setDoOutput(true);
      r.headers().forEach(h -> c.setRequestProperty(h.name(), h.value()));
      c.getOutputStream().write(r.payload().bytes());
      int s = c.getResponseCode();
      return s / 100 == 2 ? new Outcome.Accepted(Answer.of(s)) : new Outcome.Rejected(Answer.of(s));
    } catch (java.io.IOException e) {
      return new Outcome.Unreachable(ErrorClass.values()[0], e.toString());
    }
  }
}
