/** Tests of e-mails. */
@NullMarked
package dev.carillon.server.platform.mail;

import org.jspecify.annotations.NullMarked;
