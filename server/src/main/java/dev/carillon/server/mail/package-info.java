/**
 * E-mails, through the mail server that the node's configuration names and no other way. Alone
 * knows the mail library.
 */
@NullMarked
package dev.carillon.server.mail;

import org.jspecify.annotations.NullMarked;
