# Base of the chiseled .NET images (contract §2.2): no shell and no package manager, only a static
# busybox without links.
FROM scratch
COPY root/ /
COPY --chown=1654:1654 home/ /home/app/
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    APP_UID=1654 DOTNET_RUNNING_IN_CONTAINER=true ASPNETCORE_HTTP_PORTS=8080
