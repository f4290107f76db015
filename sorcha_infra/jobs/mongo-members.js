// Direct connections to single members of a set, in any role. Environment: MONGO_ROOT.
const fs = require("fs");

const secret = (name) => fs.readFileSync(`/run/secrets/${name}`, "utf8");
const DIRECT = "directConnection=true&serverSelectionTimeoutMS=3000&connectTimeoutMS=3000";

// Answer of a member to `hello`, which needs no login; null if it does not answer.
function hello(host) {
  try {
    return new Mongo(`mongodb://${host}/?${DIRECT}`).getDB("admin").hello();
  } catch (error) {
    return null;
  }
}

// Admin database of a member, as root; null if it rejects root with this password.
function asRoot(host) {
  const login = `${encodeURIComponent(process.env.MONGO_ROOT)}:${encodeURIComponent(secret("root"))}`;
  try {
    return new Mongo(`mongodb://${login}@${host}/?authSource=admin&${DIRECT}`).getDB("admin");
  } catch (error) {
    if (error.code === 18) return null; // AuthenticationFailed
    throw error;
  }
}

// Members listed in a `hello` answer.
function membersOf(said) {
  return [...said.hosts, ...(said.passives || [])];
}

// Member that accepts writes; null if there is none.
function primaryOf(hosts) {
  for (const host of hosts) {
    if (hello(host)?.isWritablePrimary) return host;
  }
  return null;
}
