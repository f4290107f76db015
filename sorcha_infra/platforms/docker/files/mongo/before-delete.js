// Whether the set can do without a member; hands the lead over first. Environment: MEMBER (its name),
// MODE (`replace`: it comes back with its volume, `remove`: it does not), MONGO_ROOT.
load("/sorcha/mongo-members.js");

const ABSENT_SECONDS = 15; // for a member that restarts
const SYNC_SECONDS = 60; // for one that catches up
const ELECTION_SECONDS = 30; // ha-recipes §3.4: 12 s are the documented median
const host = `${process.env.MEMBER}:27017`;

function refuse(reason) {
  print(reason);
  process.exit(1);
}

function findSet() {
  const here = fs.readFileSync("/etc/hosts", "utf8").match(/\bmongo-\d+\b/g) || [];
  for (const candidate of ["127.0.0.1:27017", host, ...new Set(here.sort().map((name) => `${name}:27017`))]) {
    const said = hello(candidate);
    if (said !== null && said.setName) {
      return membersOf(said);
    }
  }
  return null;
}

function describe(members) {
  return members.map((m) => `${m.name} is ${m.stateStr}`).join(", ");
}

// The members beside the one that goes, once enough of them hold what was written until now.
function awaitOthers(hosts) {
  const begun = Date.now();
  let mark = null;
  let seen = "no member says that it is the primary";
  while (true) {
    const leader = primaryOf(hosts);
    if (leader !== null) {
      const status = rootOrRefuse(leader).runCommand({ replSetGetStatus: 1 });
      const others = status.members.filter((m) => m.name !== host);
      mark = mark ?? status.members.find((m) => m.state === 1).optime.ts;
      const ready = others.filter((m) => [1, 2].includes(m.state) && m.optime.ts.compare(mark) >= 0);
      if (ready.length >= status.majorityVoteCount) {
        return { leader, ready };
      }
      seen = describe(others);
      const hopeless = others.filter((m) => m.health === 1).length < status.majorityVoteCount;
      if (Date.now() - begun > (hopeless ? ABSENT_SECONDS : SYNC_SECONDS) * 1000) break;
    } else if (Date.now() - begun > ELECTION_SECONDS * 1000) break;
    sleep(500);
  }
  refuse(
    `without it the set would have no majority that holds all data: ${seen}. Start what is down ` +
      "(docker start), wait until every member is PRIMARY or SECONDARY, then run the same again.",
  );
}

function rootOrRefuse(member) {
  return asRoot(member) ?? refuse(`${member} does not take the root password of this installation`);
}

// To the one that was started last: a roll that goes on from here meets it no more.
function handOver(hosts, ready) {
  const heirs = [...ready].sort((a, b) => a.uptime - b.uptime).map((m) => m.name);
  const held = heirs.slice(1);
  try {
    for (const member of held) {
      rootOrRefuse(member).runCommand({ replSetFreeze: 60 });
    }
    rootOrRefuse(host).runCommand({ replSetStepDown: 120, secondaryCatchUpPeriodSecs: 15 });
    const others = hosts.filter((name) => name !== host);
    for (const deadline = Date.now() + ELECTION_SECONDS * 1000; Date.now() < deadline; sleep(200)) {
      const leader = primaryOf(others);
      if (leader !== null) return leader;
    }
  } catch (error) {
    refuse(`it leads and cannot hand over: ${error.message}`);
  } finally {
    for (const member of held) {
      rootOrRefuse(member).runCommand({ replSetFreeze: 0 });
    }
  }
  return refuse(`it led, and nobody was elected within ${ELECTION_SECONDS} s`);
}

const members = findSet();
const alive = hello(host) !== null;
if (process.env.MODE === "remove") {
  if (members === null && alive) process.exit(0); // no set yet, nothing to lose
  if (members === null || members.includes(host)) {
    refuse(
      members !== null && members.length === 1
        ? "it holds the only copy of the data"
        : "it may be a member of the set still: mongo-setup takes it out first. Run the same again.",
    );
  }
} else if (members !== null && members.includes(host) && members.length > 1 && alive) {
  const { leader, ready } = awaitOthers(members);
  if (leader === host) {
    print(`${host} led the set; ${handOver(members, ready)} leads it now`);
  }
}
// Else it is no part of a set, is the whole set (seconds of outage, the volume stays), or gives nothing now.
