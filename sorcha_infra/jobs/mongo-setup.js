// Initiates the replica set once and reconciles its members and the services' users; safe to
// repeat. Environment: MONGO_SET, MONGO_MEMBERS (host:port,…), MONGO_ROOT, MONGO_USERS (name:role:database,…).
load("/sorcha/mongo-members.js");

const wanted = process.env.MONGO_MEMBERS.split(",");
// Half of the default: a new primary after 6 to 8 s instead of 12 (ha-recipes §3.2, §8 M1).
const SETTINGS = { electionTimeoutMillis: 5000 };
const MAJORITY = { w: "majority", wtimeout: 30000 };
const BUSY = [103, 109, 308]; // another reconfiguration is in progress

function refuse(...lines) {
  for (const line of lines) print(line);
  process.exit(65); // ends the job at once; a retry cannot help
}

function rootOf(host) {
  return (
    asRoot(host) ??
    refuse(
      `REFUSED: sorcha:mongoPassword is not what the data of ${host} was created with.`,
      "Set the former password again; a change is not supported yet. If the volume belongs to a former",
      "installation of this name, remove the volume or restore the secrets of that installation.",
    )
  );
}

function survey() {
  const said = {};
  for (const host of wanted) said[host] = hello(host);
  for (const host of wanted) {
    if (!said[host]?.setName) continue;
    for (const other of membersOf(said[host])) {
      if (!(other in said)) said[other] = hello(other);
    }
  }
  return said;
}

function initiate(said) {
  const silent = wanted.filter((host) => said[host] === null);
  if (silent.length > 0) {
    throw new Error(`no answer from ${silent.join(", ")}: a set may exist there`);
  }
  const members = wanted.map((host, _id) => ({ _id, host }));
  rootOf(wanted[0]).runCommand({
    replSetInitiate: { _id: process.env.MONGO_SET, members, settings: SETTINGS },
  });
  print(`replica set ${process.env.MONGO_SET} initiated with ${members.length} member(s)`);
}

// Polls here instead of running the script again: starting the shell takes a second.
function awaitPrimary() {
  let said = survey();
  for (const deadline = Date.now() + 20000; Date.now() < deadline; sleep(200)) {
    const leader = Object.keys(said).find((host) => said[host]?.isWritablePrimary);
    if (leader !== undefined) return leader;
    said = survey();
  }
  for (const host of wanted) {
    if (said[host]?.secondary) rootOf(host); // reports the volume of another set at once
  }
  const silent = wanted.filter((host) => said[host] === null).join(", ") || "none";
  throw new Error(`no member is primary; members without an answer: ${silent}`);
}

// Unused member number. Numbers of removed members stay reserved: the set's records name members by number.
function freshNumber(admin, config) {
  const numbers = admin.getSiblingDB("sorcha_infra").getCollection("mongo_member_ids");
  for (const { _id, host } of config.members) {
    numbers.updateOne({ _id }, { $set: { host } }, { upsert: true, writeConcern: MAJORITY });
  }
  const [last] = numbers.find().sort({ _id: -1 }).limit(1).toArray();
  if (last._id === 255) {
    refuse("REFUSED: all 256 member numbers of this set were used; MongoDB allows no more.");
  }
  return last._id + 1;
}

// Next change of one member, as MongoDB requires; null if the configuration is as wanted.
function nextStep(admin, config, leader) {
  const fresh = wanted.find((host) => !config.members.some((m) => m.host === host));
  const gone = config.members.filter((m) => !wanted.includes(m.host)).map((m) => m.host);
  const _id = fresh === undefined && gone.length === 0 ? null : freshNumber(admin, config);
  if (fresh !== undefined) {
    return { members: [...config.members, { _id, host: fresh }], said: `${fresh} added` };
  }
  const next = gone.find((host) => host !== leader);
  if (next !== undefined) {
    return { members: config.members.filter((m) => m.host !== next), said: `${next} removed` };
  }
  if (gone.length > 0) {
    admin.runCommand({ replSetStepDown: 120, secondaryCatchUpPeriodSecs: 15 });
    return { stepped: `${leader} steps down, to be removed` };
  }
  const settings = config.settings.electionTimeoutMillis === SETTINGS.electionTimeoutMillis;
  return settings ? null : { members: config.members, said: "settings changed" };
}

function reconfigure() {
  for (const deadline = Date.now() + 60000; Date.now() < deadline; sleep(200)) {
    const leader = awaitPrimary();
    const admin = rootOf(leader);
    const { config } = admin.runCommand({ replSetGetConfig: 1 });
    const step = nextStep(admin, config, leader);
    if (step === null) return admin;
    print(step.stepped ?? step.said);
    if (step.stepped) continue;
    const settings = { ...config.settings, ...SETTINGS };
    try {
      admin.runCommand({
        replSetReconfig: { ...config, version: config.version + 1, members: step.members, settings },
        maxTimeMS: 20000,
      });
    } catch (error) {
      if (!BUSY.includes(error.code)) throw error;
    }
  }
  throw new Error("the set's configuration was not settled within 60 s");
}

const said = survey();
if (!wanted.some((host) => said[host]?.setName)) {
  initiate(said);
}
const admin = reconfigure();
for (const entry of process.env.MONGO_USERS.split(",")) {
  const [user, role, db] = entry.split(":");
  const shape = { pwd: secret(user), roles: [{ role, db }] };
  if (admin.getUser(user) === null) {
    admin.createUser({ user, ...shape }, MAJORITY);
  } else {
    admin.updateUser(user, shape, MAJORITY);
  }
  print(`user ${user} has ${role} on ${db}`);
}
