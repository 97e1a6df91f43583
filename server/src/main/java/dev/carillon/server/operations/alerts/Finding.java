package dev.carillon.server.operations.alerts;

/**
 * Something that a rule found wrong.
 *
 * @param rule its name
 * @param subject the id of a webhook, or what else it is about; one alert for each
 * @param name what people call that
 * @param detail a sentence without its end
 */
record Finding(String rule, String subject, String name, String detail) {}
