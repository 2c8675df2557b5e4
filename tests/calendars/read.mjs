// Reads a calendar from standard input as a calendar program does, and prints what it understands as JSON.
// Whatever the standard demands and is not there is an error.
import ICAL from "ical.js";
import { readFileSync } from "node:fs";

const text = readFileSync(0, "utf8");
const must = (holds, words) => {
  if (!holds) throw new Error(words);
};

// RFC 5545, 3.1: lines end with CR LF and are no longer than 75 octets.
must(text.endsWith("\r\n") && !/[^\r]\n/.test(text), "a line does not end with CR LF");
for (const line of text.split("\r\n")) must(Buffer.byteLength(line) <= 75, `a line is too long: ${line}`);

ICAL.design.strict = true;
const calendar = new ICAL.Component(ICAL.parse(text));
must(calendar.name === "vcalendar", "it is no calendar");
must(calendar.getFirstPropertyValue("version") === "2.0", "it has no version");
must(calendar.getFirstPropertyValue("prodid"), "it does not say who made it");
must(calendar.getAllSubcomponents().length > 0, "it has nothing in it");
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  must(zone.getFirstPropertyValue("tzid"), "a time zone has no name");
  must(zone.getAllSubcomponents().length > 0, "a time zone tells no clock");
  must(!zone.hasProperty("dtstamp") && !zone.hasProperty("uid"), "a time zone holds what it may not");
  for (const clock of zone.getAllSubcomponents()) {
    for (const key of ["dtstart", "tzoffsetfrom", "tzoffsetto"]) must(clock.hasProperty(key), `a clock has no ${key}`);
  }
  ICAL.TimezoneService.register(zone);
}

const seen = new Set();
const moment = (time) => ({
  local: time.toString(),
  day: time.isDate,
  utc: time.isDate ? null : new Date(time.toUnixTime() * 1000).toISOString(),
});
const events = calendar.getAllSubcomponents("vevent").map((component) => {
  for (const key of ["uid", "dtstamp", "dtstart"]) {
    must(component.getAllProperties(key).length === 1, `an event has not one ${key}`);
  }
  const event = new ICAL.Event(component);
  must(!seen.has(event.uid), `two events are called ${event.uid}`);
  seen.add(event.uid);
  const zone = component.getFirstProperty("dtstart").getParameter("tzid");
  must(!zone || ICAL.TimezoneService.has(zone), `the time zone ${zone} is not told`);
  const alarms = component.getAllSubcomponents("valarm").map((alarm) => {
    for (const key of ["action", "trigger", "description"]) must(alarm.hasProperty(key), `an alarm has no ${key}`);
    const at = event.startDate.clone();
    at.addDuration(alarm.getFirstPropertyValue("trigger"));
    return at.toString().slice(0, 10);
  });
  return {
    uid: event.uid,
    stamp: component.getFirstPropertyValue("dtstamp").toString(),
    summary: event.summary,
    description: event.description,
    start: moment(event.startDate),
    end: moment(event.endDate),
    zone: zone ?? null,
    alarms,
  };
});
// Names that the standard does not know are not taken apart; calendar programs read this one as text.
const name = calendar.getFirstPropertyValue("x-wr-calname").replace(/\\([,;\\])/g, "$1");
const zone = calendar.getFirstPropertyValue("x-wr-timezone");
process.stdout.write(JSON.stringify({ name, zone, events }));
