package dev.carillon.server.platform.mail;

import java.util.List;

/**
 * What is sent.
 *
 * @param to the receivers' addresses
 * @param subject one line
 * @param text what is read where HTML is not
 * @param html empty for none
 */
record Mail(List<String> to, String subject, String text, String html) {
  Mail {
    to = List.copyOf(to);
  }
}
