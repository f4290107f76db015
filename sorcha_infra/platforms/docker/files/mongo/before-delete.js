// Check whether the set can lose a member, after a hand-over if it is the primary. Environment: MEMBER
// (its name), MODE (`replace`: it returns with its volume, `remove`: it does not), MONGO_ROOT.
load("/sorcha/mongo-members.js");

const ABSENT_SECONDS = 15; // for a restarting member
const SYNC_SECONDS = 60; // for a member that catches up
const ELECTION_SECONDS = 30; // ha-recipes §3.4: the documented median is 12 s
const host = `${process.env.MEMBER}:27017`;

function refuse(reason, fix) {
  print(reason);
  print(`fix: ${fix}`);
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

// The remaining members, once enough of them hold all writes until now.
function awaitOthers(hosts) {
  const begun = Date.now();
  let mark = null;
  let seen = "no member is the primary";
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
    `without it the set would have no majority that holds all data (${seen})`,
    "start the members that are down (docker start), wait until every member is PRIMARY or SECONDARY, " +
      "then run the same command again",
  );
}

function rootOrRefuse(member) {
  return (
    asRoot(member) ??
    refuse(`${member} refuses the root password of this installation`, "set the former sorcha:mongoPassword again")
  );
}

// To the member that started last, because the rest of a roll does not replace it again.
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
    refuse(`it is the primary and cannot hand over (${error.message})`, "run the same command again");
  } finally {
    for (const member of held) {
      rootOrRefuse(member).runCommand({ replSetFreeze: 0 });
    }
  }
  return refuse(`it was the primary, and none was elected within ${ELECTION_SECONDS} s`, "run the same command again");
}

const members = findSet();
const alive = hello(host) !== null;
if (process.env.MODE === "remove") {
  if (members === null && alive) process.exit(0); // no set yet, nothing to lose
  if (members === null || members.includes(host)) {
    refuse(
      ...(members !== null && members.length === 1
        ? ["it holds the only copy of the data", "keep this member in the stack file"]
        : ["it may still be a member of the set: mongo-setup removes it first", "run the same command again"]),
    );
  }
} else if (members !== null && members.includes(host) && members.length > 1 && alive) {
  const { leader, ready } = awaitOthers(members);
  if (leader === host) {
    print(`${host} was the primary; ${handOver(members, ready)} is the primary now`);
  }
}
// Otherwise it is not in a set, is the whole set (seconds of outage, the volume stays), or is down already.
